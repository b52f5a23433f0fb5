#include "app/mail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>
#include <utility>
#include <vector>

namespace parley::app {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_run = 20s;
constexpr int cannot_run = 127;

// The environment without what is ours: secrets may be in it.
std::vector<char*> others_environment() {
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("PARLEY_")) kept.push_back(*entry);
  }
  kept.push_back(nullptr);
  return kept;
}

// What the child is begun with: the pipe as its input, a process group of its own, signals as they are by nature.
class Birth {
 public:
  explicit Birth(int input) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t ours;
    sigemptyset(&ours);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) sigaddset(&ours, signal);
    posix_spawnattr_setsigdefault(&attributes_, &ours);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  }
  ~Birth() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&files_);
  }
  Birth(const Birth&) = delete;
  Birth& operator=(const Birth&) = delete;

  // The child's id; 0 where there is none.
  pid_t run(std::string command) {
    std::string shell = "/bin/sh", flag = "-c";
    std::array<char*, 4> arguments{shell.data(), flag.data(), command.data(), nullptr};
    auto environment = others_environment();
    pid_t child = 0;
    const int error =
        posix_spawn(&child, shell.c_str(), &files_, &attributes_, arguments.data(), environment.data());
    return error == 0 ? child : 0;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

// A child that reads no more is no failure by itself: its exit status tells.
void write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

int status_of(pid_t child, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      break;
    }
    std::this_thread::sleep_for(5ms);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::string message_of(const Letter& letter, std::string_view from) {
  std::string out;
  if (!from.empty()) out += fmt::format("From: {}\n", from);
  return out + fmt::format(
                   "To: {}\nSubject: {}\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n"
                   "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n",
                   letter.to, letter.subject, letter.text);
}

int run_with_input(const std::string& command, std::string_view input, std::chrono::milliseconds limit) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_run;
  const auto child = Birth(ends[0]).run(command);
  ::close(ends[0]);
  if (child != 0) write_all(ends[1], input);
  ::close(ends[1]);
  return child == 0 ? cannot_run : status_of(child, limit);
}

CommandMailer::CommandMailer(std::string command, std::string from)
    : command_(std::move(command)), from_(std::move(from)) {}

bool CommandMailer::post(Letter letter) {
  const auto send = [this, message = message_of(letter, from_)] {
    const int status = run_with_input(command_, message, longest_run);
    if (status != 0) spdlog::error("a letter was not sent: the mail command ended with {}", status);
  };
  if (side_.begin(send)) return true;
  spdlog::error("a letter was not sent: too many wait for the mail command");
  return false;
}

}  // namespace parley::app
