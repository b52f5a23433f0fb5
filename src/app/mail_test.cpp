#include "app/mail.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace parley::app {
namespace {

using namespace std::chrono_literals;

const Letter letter{.to = "ann@example.org", .subject = "Your code", .text = "123456 is the code – yours."};

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// As the server does.
const auto before = std::signal(SIGPIPE, SIG_IGN);

TEST(Mail, IsALetterAsSendmailTakesIt) {
  EXPECT_EQ(message_of(letter, "Parley <parley@example.org>"),
            "From: Parley <parley@example.org>\nTo: ann@example.org\nSubject: Your code\n"
            "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
            "123456 is the code – yours.\n");
  EXPECT_TRUE(message_of(letter, "").starts_with("To: ann@example.org\n"));
}

TEST(Mail, RunsACommandWithALetterToRead) {
  const auto path = testing::TempDir() + "parley_mail_" + std::to_string(::getpid());
  EXPECT_EQ(run_with_input("cat > '" + path + "'", "hello\n", 5s), 0);
  EXPECT_EQ(content_of(path), "hello\n");
  std::remove(path.c_str());
}

TEST(Mail, KnowsHowACommandEnded) {
  EXPECT_EQ(run_with_input("exit 75", "x", 5s), 75);
  EXPECT_EQ(run_with_input("kill -TERM $$", "x", 5s), 128 + 15);
  EXPECT_EQ(run_with_input("/nowhere/sendmail", "x", 5s), 127);
  EXPECT_EQ(run_with_input("exec 0<&-; exit 0", std::string(10'000, 'x'), 5s), 0) << "it need not read";
}

TEST(Mail, EndsACommandThatTakesTooLong) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run_with_input("sleep 60 & sleep 60", "x", 200ms), 128 + 9);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST(Mail, ShowsTheCommandNoSecretOfOurs) {
  ::setenv("PARLEY_META_APP_SECRET", "s3cret", 1);
  ::setenv("MAIL_TEST_OTHER", "kept", 1);
  EXPECT_EQ(run_with_input("test -z \"$PARLEY_META_APP_SECRET\" && test \"$MAIL_TEST_OTHER\" = kept", "", 5s),
            0);
  ::unsetenv("PARLEY_META_APP_SECRET");
  ::unsetenv("MAIL_TEST_OTHER");
}

TEST(Mail, SendsOneLetterBehindTheOther) {
  const auto path = testing::TempDir() + "parley_mails_" + std::to_string(::getpid());
  {
    CommandMailer mailer("cat >> '" + path + "'", "p@example.org");
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(mailer.post(letter));
    const auto whole = 3 * message_of(letter, "p@example.org").size();
    for (int i = 0; i < 1000 && content_of(path).size() < whole; ++i) std::this_thread::sleep_for(5ms);
  }
  const auto one = message_of(letter, "p@example.org");
  EXPECT_EQ(content_of(path), one + one + one);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace parley::app
