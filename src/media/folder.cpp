#include "media/folder.h"

#include "media/sniff.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace parley::media {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours fresh{1};
constexpr auto temporary = "tmp";
constexpr auto noted = "later";

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string folder_of(const std::string& root, OrganizationId organization, std::string_view sha256) {
  return root + "/" + std::to_string(organization.value) + "/" + std::string(sha256.substr(0, 2));
}

std::string path_of(const std::string& root, OrganizationId organization, std::string_view sha256) {
  return folder_of(root, organization, sha256) + "/" + std::string(sha256);
}

bool is_content(std::string_view sha256) {
  return sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == sha256.npos;
}

void make_private(const fs::path& path) {
  fs::create_directories(path);
  fs::permissions(path, fs::perms::owner_all);
}

// Nothing where there is no such file.
std::optional<std::chrono::seconds> age_of(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return std::nullopt;
  return std::chrono::seconds(std::time(nullptr) - about.st_mtim.tv_sec);
}

std::string note_of(const std::string& root, const Folder::Content& content) {
  return root + "/" + noted + "/" + std::to_string(content.organization.value) + "-" + content.sha256;
}

std::optional<Folder::Content> content_in(std::string_view note) {
  Folder::Content content;
  const auto* const end = note.data() + note.size();
  const auto [at, error] = std::from_chars(note.data(), end, content.organization.value);
  if (error != std::errc() || at == end || *at != '-') return std::nullopt;
  content.sha256.assign(at + 1, end);
  return is_content(content.sha256) ? std::optional(std::move(content)) : std::nullopt;
}

}  // namespace

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FolderSync::on_disk(const std::string& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.descriptor() < 0 || ::fsync(file.descriptor()) != 0) fail(folder);
}

void FolderSync::name_in(const std::string& folder) {
  sync_(folder);
  {
    const std::lock_guard lock(mutex_);
    if (known_.contains(folder)) return;
  }
  const auto parent = fs::path(folder).parent_path();
  sync_(parent.string());
  sync_(parent.parent_path().string());
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_known) known_.clear();
  known_.insert(folder);
}

struct Draft::Hash {
  Hash() : context(::EVP_MD_CTX_new()) {
    if (context == nullptr || ::EVP_DigestInit_ex(context, ::EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("OpenSSL has no SHA-256");
  }
  ~Hash() { ::EVP_MD_CTX_free(context); }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;

  EVP_MD_CTX* context;
};

Draft::Draft(std::string folder, std::string path, std::shared_ptr<FolderSync> sync)
    : folder_(std::move(folder)),
      path_(std::move(path)),
      sync_(std::move(sync)),
      file_(std::make_shared<File>(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))),
      hash_(std::make_unique<Hash>()) {
  if (file_->descriptor() < 0) {
    is_kept_ = true;  // nothing is ours to remove
    fail(path_);
  }
}

Draft::~Draft() {
  if (!is_kept_) ::unlink(path_.c_str());
}

void Draft::write(std::string_view bytes) {
  if (first_.size() < sniffed_bytes) first_ += bytes.substr(0, sniffed_bytes - first_.size());
  ::EVP_DigestUpdate(hash_->context, bytes.data(), bytes.size());
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const auto written = ::write(file_->descriptor(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string Draft::sha256() {
  if (digest_.empty()) {
    Sha256 digest{};
    ::EVP_DigestFinal_ex(hash_->context, digest.data(), nullptr);
    digest_ = to_hex(bytes_of(digest));
  }
  return digest_;
}

void Draft::keep(OrganizationId organization) {
  const auto content = sha256();
  const auto folder = folder_of(folder_, organization, content);
  const auto path = path_of(folder_, organization, content);
  if (::fsync(file_->descriptor()) != 0) fail(path_);
  if (!fs::exists(folder)) {
    make_private(fs::path(folder).parent_path());
    make_private(folder);
  }
  // What is there under the name has the same bytes: taking its place makes it young as well, so that nobody removes it now.
  if (::rename(path_.c_str(), path.c_str()) != 0) fail(path);
  is_kept_ = true;
  sync_->name_in(folder);
}

Folder::Folder(std::string path, FolderSync::Sync sync)
    : path_(std::move(path)), sync_(std::make_shared<FolderSync>(std::move(sync))) {
  while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
  std::error_code wrong;
  const auto parent = fs::path(path_).parent_path();
  if (!parent.empty()) fs::create_directories(parent, wrong);
  for (const auto& each : {path_, path_ + "/" + temporary}) {
    if (!wrong && ::mkdir(each.c_str(), 0700) != 0 && errno != EEXIST)
      wrong.assign(errno, std::generic_category());
  }
  if (!wrong && ::access((path_ + "/" + temporary).c_str(), W_OK | X_OK) != 0)
    wrong.assign(errno, std::generic_category());
  if (wrong)
    throw std::runtime_error("the folder for files, " + path_ + ", cannot be used: " + wrong.message());
}

std::unique_ptr<Draft> Folder::begin() const {
  return std::make_unique<Draft>(path_, path_ + "/" + temporary + "/" + random_symbols(24), sync_);
}

std::optional<OpenFile> Folder::open(OrganizationId organization, std::string_view sha256) const {
  if (!is_content(sha256)) return std::nullopt;
  const auto path = path_of(path_, organization, sha256);
  const auto file = std::make_shared<File>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file->descriptor() < 0 && errno == ENOENT) return std::nullopt;
  struct stat about{};
  if (file->descriptor() < 0 || ::fstat(file->descriptor(), &about) != 0) fail(path);
  return OpenFile{.file = file, .bytes = static_cast<std::uint64_t>(about.st_size)};
}

Folder::Removal Folder::remove(OrganizationId organization, std::string_view sha256) const {
  if (!is_content(sha256)) return Removal::not_there;
  const auto path = path_of(path_, organization, sha256);
  const auto age = age_of(path);
  if (!age) return Removal::not_there;
  if (*age < fresh) {
    note({organization, std::string(sha256)});
    return Removal::later;
  }
  return ::unlink(path.c_str()) == 0 ? Removal::done : Removal::not_there;
}

// An empty file whose name says all. Noted again, it is young again.
void Folder::note(const Content& content) const {
  make_private(path_ + "/" + noted);
  const auto path = note_of(path_, content);
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.descriptor() < 0 || ::futimens(file.descriptor(), nullptr) != 0) fail(path);
}

std::vector<Folder::Content> Folder::postponed(std::size_t most) const {
  std::vector<Content> all;
  std::error_code ended;
  for (fs::directory_iterator at(path_ + "/" + noted, ended);
       !ended && at != fs::directory_iterator() && all.size() < most; at.increment(ended)) {
    if (age_of(at->path().string()).value_or(std::chrono::seconds{0}) < fresh) continue;
    if (auto content = content_in(at->path().filename().string())) all.push_back(*std::move(content));
  }
  return all;
}

void Folder::settle(const Content& content) const {
  const auto path = note_of(path_, content);
  if (age_of(path).value_or(std::chrono::seconds{0}) >= fresh) ::unlink(path.c_str());
}

int Folder::sweep(std::chrono::seconds older_than) const {
  int count = 0;
  std::error_code ended;
  for (fs::directory_iterator at(path_ + "/" + temporary, ended); !ended && at != fs::directory_iterator();
       at.increment(ended)) {
    const auto path = at->path().string();
    const auto age = age_of(path);
    if (age && *age >= older_than && ::unlink(path.c_str()) == 0) ++count;
  }
  return count;
}

std::uint64_t Folder::free_bytes() const {
  struct statvfs about{};
  if (::statvfs(path_.c_str(), &about) != 0) fail(path_);
  return std::uint64_t{about.f_bavail} * about.f_frsize;
}

}  // namespace parley::media
