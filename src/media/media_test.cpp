// The pure parts of this room, and the folder.

#include "base/text.h"
#include "media/file_name.h"
#include "media/folder.h"
#include "media/pass.h"
#include "media/sniff.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace parley::media {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

constexpr auto docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

TEST(Sniff, TellsWhatWhatsAppCarries) {
  for (const auto& [bytes, said, mime] : {
           std::tuple("\xFF\xD8\xFF\xE0rest"s, "", "image/jpeg"),
           std::tuple("\x89PNG\r\n\x1A\n...."s, "", "image/png"),
           std::tuple("GIF89a...."s, "", "image/gif"),
           std::tuple("RIFF\1\2\3\4WEBPVP8 "s, "", "image/webp"),
           std::tuple("RIFF\1\2\3\4WAVEfmt "s, "", "audio/wav"),
           std::tuple("\0\0\0\x18"s + "ftypmp42....", "", "video/mp4"),
           std::tuple("\0\0\0\x18"s + "ftypisom....", "audio/mp4", "audio/mp4"),
           std::tuple("\0\0\0\x18"s + "ftypM4A ....", "", "audio/mp4"),
           std::tuple("\0\0\0\x18"s + "ftyp3gp4....", "", "video/3gpp"),
           std::tuple("\0\0\0\x18"s + "ftypheic....", "", "image/heic"),
           std::tuple("OggS...."s, "audio/ogg; codecs=opus", "audio/ogg"),
           std::tuple("#!AMR\n...."s, "", "audio/amr"),
           std::tuple("ID3\3...."s, "", "audio/mpeg"),
           std::tuple("\xFF\xFB\x90\x44...."s, "", "audio/mpeg"),
           std::tuple("\xFF\xF1\x50\x80...."s, "", "audio/aac"),
           std::tuple("%PDF-1.7"s, "", "application/pdf"),
           std::tuple("PK\3\4...."s, "", "application/zip"),
           std::tuple("PK\3\4...."s, docx, docx),
           std::tuple("PK\3\4...."s, "text/html", "application/zip"),
           std::tuple("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."s, "application/msword", "application/msword"),
           std::tuple("a,b\n1,2\n"s, "Text/CSV; charset=utf-8", "text/csv"),
           std::tuple("hällo\n"s, "", "text/plain"),
       }) {
    EXPECT_EQ(served_mime(bytes, said), mime) << bytes << " " << said;
    EXPECT_EQ(static_mime(mime), mime);
  }
}

TEST(Sniff, NeverNamesWhatABrowserWouldRun) {
  for (const auto* bytes :
       {"<html><script>1</script>", "<?xml version=\"1.0\"?><svg onload=\"1\">", "<svg/>", "{}"})
    for (const auto* said :
         {"text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "application/pdf"})
      EXPECT_EQ(served_mime(bytes, said), "text/plain");
  EXPECT_EQ(served_mime("\0\1\2\3"s, "text/html"), "application/octet-stream");
  EXPECT_EQ(served_mime("", "image/png"), "application/octet-stream");
  EXPECT_EQ(served_mime("PK\3\4", "text/html"), "application/zip");
  EXPECT_EQ(static_mime("text/html"), "application/octet-stream");
  EXPECT_FALSE(shows_inline("text/plain"));
  EXPECT_FALSE(shows_inline("application/zip"));
  EXPECT_TRUE(shows_inline("application/pdf"));
  EXPECT_TRUE(shows_inline("image/jpeg"));
}

TEST(Sniff, TakesTextThatIsCutInALetter) {
  const auto text = std::string(sniffed_bytes - 1, 'a') + "ä";
  EXPECT_EQ(served_mime(text, ""), "text/plain");
}

TEST(Sniff, KnowsHowLargeMetaTakesThem) {
  EXPECT_EQ(most_bytes("image/jpeg"), 5u << 20);
  EXPECT_EQ(most_bytes("audio/ogg; codecs=opus"), 16u << 20);
  EXPECT_EQ(most_bytes("Video/MP4"), 16u << 20);
  EXPECT_EQ(most_bytes("image/webp"), 500u << 10);
  EXPECT_EQ(most_bytes("application/pdf"), 100u << 20);
}

TEST(FileName, IsSafeWhateverWasSaid) {
  for (const auto& [said, mime, name] : {
           std::tuple("a.pdf"s, "application/pdf", "a.pdf"),
           std::tuple("../../etc/passwd"s, "text/plain", "passwd.txt"),
           std::tuple("C:\\Users\\x\\report.docx"s, "application/zip", "report.docx"),
           std::tuple(""s, "image/jpeg", "file.jpg"),
           std::tuple("."s, "image/jpeg", "file.jpg"),
           std::tuple("..."s, "", "file.bin"),
           std::tuple(".bashrc"s, "text/plain", "bashrc.txt"),
           std::tuple("a\r\nX: 1.txt"s, "text/plain", "aX_ 1.txt"),
           std::tuple("a\0b.txt"s, "text/plain", "ab.txt"),
           std::tuple("invoice\u202Efdp.exe"s, "", "invoicefdp.exe"),
           std::tuple("\u200Bx\uFEFF.txt"s, "", "x.txt"),
           std::tuple("con.txt"s, "text/plain", "_con.txt"),
           std::tuple("Rechnung für Müller.pdf"s, "application/pdf", "Rechnung für Müller.pdf"),
           std::tuple("फ़ाइल.pdf"s, "application/pdf", "फ़ाइल.pdf"),
           std::tuple("a<b>:\"|?*.txt"s, "text/plain", "a_b______.txt"),
           std::tuple("v1.2"s, "text/plain", "v1.2"),
           std::tuple("nothing to see "s, "text/plain", "nothing to see.txt"),
       }) {
    EXPECT_EQ(safe_name(said, mime), name) << said;
  }
  EXPECT_EQ(safe_name("\xFF\xFE", "image/png"), "file.png");
  const auto lengthy = safe_name(std::string(500, 'x') + ".pdf", "application/pdf");
  EXPECT_EQ(lengthy, std::string(longest_name - 4, 'x') + ".pdf");
  std::string letters;
  for (int i = 0; i < 200; ++i) letters += "ü";
  const auto cut = safe_name(letters, "text/plain");
  EXPECT_LE(cut.size(), longest_name);
  EXPECT_TRUE(is_utf8(cut));
}

TEST(FileName, IsSpeltForOldAndNewBrowsers) {
  EXPECT_EQ(disposition(true, "a b.jpg"), "inline; filename=\"a b.jpg\"");
  EXPECT_EQ(disposition(false, "für 100%.pdf"),
            "attachment; filename=\"f_r 100_.pdf\"; filename*=UTF-8''f%C3%BCr%20100%25.pdf");
}

TEST(Pass, IsReadBackAndNeverForged) {
  const Seal seal(std::string(32, 'k')), other(std::string(32, 'o'));
  for (const auto& media : {"1"s, "1234567890123456"s, "a/b:c"s, std::string(255, 'x')}) {
    Pass pass{.organization = {123456789}, .media = media, .until = from_millis(1'800'000'000'000)};
    auto text = spell(seal, pass);
    EXPECT_EQ(read_pass(seal, text), pass);
    pass.sender = {media.size() == 1 ? 7 : 1'000'000};
    EXPECT_NE(spell(seal, pass), text);
    text = spell(seal, pass);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              text.npos);
    EXPECT_EQ(read_pass(seal, text), pass);
    EXPECT_FALSE(read_pass(other, text));
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      auto forged = text;
      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(read_pass(seal, forged)) << i;
      EXPECT_FALSE(read_pass(seal, std::string_view(text).substr(0, i))) << i;
    }
  }
  for (const auto* text : {"", "A", "====", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "..", "%00"})
    EXPECT_FALSE(read_pass(seal, text));
}

TEST(Pass, EndsAtAFullHourSoThatItStaysTheSame) {
  using namespace std::chrono_literals;
  const auto hour = from_millis(1'800'000'000'000);
  ASSERT_EQ(std::chrono::floor<std::chrono::hours>(hour), hour);
  EXPECT_EQ(pass_until(hour, 24h), hour + 25h);
  EXPECT_EQ(pass_until(hour + 59min, 24h), hour + 25h);
  EXPECT_EQ(pass_changes_at(hour + 59min), hour + 1h);
  EXPECT_EQ(pass_until(hour + 60min, 24h), hour + 26h);
}

TEST(Folder, KeepsContentsOnceWholeAndPrivate) {
  auto name = (fs::temp_directory_path() / "parley-media-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  const Folder folder(name + "/a/files/");
  const auto kept = [&](std::string_view text, std::int64_t organization) {
    auto draft = folder.begin();
    draft->write(text.substr(0, 2));
    draft->write(text.substr(2));
    EXPECT_EQ(draft->first_bytes(), text.substr(0, sniffed_bytes));
    draft->keep({organization});
    return draft->sha256();
  };
  const auto files = [&] {
    std::size_t count = 0;
    for (const auto& each : fs::recursive_directory_iterator(name)) count += each.is_regular_file() ? 1 : 0;
    return count;
  };
  EXPECT_EQ(kept("abc", 1), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto content = kept("abc", 1);
  EXPECT_EQ(files(), 1u);
  kept("abc", 2);
  EXPECT_EQ(files(), 2u) << "organizations share nothing";
  {
    const auto dropped = folder.begin();
    dropped->write("half");
    EXPECT_EQ(files(), 3u);
  }
  EXPECT_EQ(files(), 2u);
  const auto opened = folder.open({1}, content);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->bytes, 3u);
  for (const auto* wrong :
       {"../../x", "", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
    EXPECT_FALSE(folder.open({1}, wrong)) << wrong;
  EXPECT_FALSE(folder.open({3}, content));
  struct stat about{};
  ASSERT_EQ(::stat((folder.path() + "/1").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 077, 0u);
  const auto path = folder.path() + "/1/ba/" + content;
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);

  using enum Folder::Removal;
  const auto age = [](const std::string& of) {
    fs::last_write_time(of, fs::file_time_type::clock::now() - std::chrono::hours{3});
  };
  EXPECT_TRUE(folder.postponed(10).empty());
  EXPECT_EQ(folder.remove({1}, content), later) << "it is young";
  EXPECT_TRUE(folder.postponed(10).empty()) << "and so is the note";
  std::ofstream(folder.path() + "/later/1-of something else") << "";
  for (const auto& note : fs::directory_iterator(folder.path() + "/later")) age(note.path());
  const auto noted = folder.postponed(10);
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].organization, OrganizationId{1});
  EXPECT_EQ(noted[0].sha256, content);
  EXPECT_EQ(folder.remove({1}, content), later);
  EXPECT_TRUE(folder.postponed(10).empty()) << "noted again";
  age(path);
  EXPECT_EQ(folder.remove({1}, content), done);
  EXPECT_EQ(folder.remove({1}, content), not_there);
  EXPECT_FALSE(folder.open({1}, content));
  for (const auto& note : fs::directory_iterator(folder.path() + "/later")) age(note.path());
  folder.settle(noted[0]);
  EXPECT_TRUE(folder.postponed(10).empty());

  std::ofstream(folder.path() + "/tmp/stray") << "half";
  EXPECT_EQ(folder.sweep(std::chrono::seconds{60}), 0);
  fs::last_write_time(folder.path() + "/tmp/stray", fs::file_time_type::clock::now() - std::chrono::hours{3});
  EXPECT_EQ(folder.sweep(std::chrono::seconds{60}), 1);
  EXPECT_GT(folder.free_bytes(), 0u);
  fs::remove_all(name);
}

// Whoever made the folders may have crashed before their names were on the disk.
TEST(Folder, IsOnTheDiskWithItsParentsWhoeverMadeIt) {
  auto place = (fs::temp_directory_path() / "parley-sync-XXXXXX").string();
  ASSERT_NE(::mkdtemp(place.data()), nullptr);
  std::vector<std::string> synced;
  bool fails = false;
  const auto sync = [&](const std::string& folder) {
    synced.push_back(folder);
    if (fails && folder == place) throw std::runtime_error("the disk");
  };
  const auto keep = [](const Folder& folder) {
    const auto draft = folder.begin();
    draft->write("the same bytes");
    draft->keep({7});
  };
  const Folder maker(place, [](const std::string&) {});
  keep(maker);
  const Folder folder(place, sync);
  fails = true;
  EXPECT_THROW(keep(folder), std::runtime_error);
  fails = false;
  synced.clear();
  keep(folder);
  ASSERT_EQ(synced.size(), 3u) << "the folder is there, and nobody knows whether its name is";
  EXPECT_EQ(synced[1], place + "/7");
  EXPECT_EQ(synced[2], place);
  keep(folder);
  EXPECT_EQ(synced.size(), 4u) << "once is enough";
  fs::remove_all(place);
}

TEST(Folder, ThatCannotBeMadeIsSaid) { EXPECT_THROW(Folder("/proc/nothing/here"), std::runtime_error); }

}  // namespace
}  // namespace parley::media
