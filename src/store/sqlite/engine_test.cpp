// Opening, copying and putting back stores, where something is in the way.

#include "store/sqlite/engine.h"

#include "store/conformance/fixture.h"
#include "store/sqlite/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

namespace parley::sqlite {
namespace {

namespace fs = std::filesystem;

class EngineTest : public testing::Test {
 protected:
  ~EngineTest() override { fs::remove_all(place_.folder); }

  [[nodiscard]] std::string in_folder(const std::string& name) const { return place_.folder / name; }
  // Makes a store with an organization of that name.
  void make(const std::string& path, const std::string& organization) {
    const auto engine = open_engine({.store = "sqlite:" + path});
    const auto store = engine->open(context_);
    wait(store->add_organization(organization));
  }
  std::string organization_in(const std::string& path) {
    const auto engine = open_engine({.store = "sqlite:" + path});
    const auto store = engine->open(context_);
    const auto all = wait(store->organizations());
    return all.size() == 1 ? all[0].name : std::to_string(all.size()) + " organizations";
  }
  template <class T>
  T wait(Task<T> task) {
    return conformance::wait_on(context_, asio::co_spawn(context_, std::move(task), asio::use_future));
  }

  // What went wrong, in words; empty: nothing.
  template <class Work>
  static std::string failure(const Work& work) {
    try {
      work();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }
  std::string restoring() {
    return failure([&] { restore(store_, copy_); });
  }

  static void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(place_.folder)) names.insert(entry.path().filename());
    return names;
  }
  using Names = std::set<std::string>;

  conformance::Place place_ = conformance::sqlite_place();
  asio::io_context context_{1};
  std::string store_ = in_folder("store.db"), copy_ = in_folder("copy.db");
};

TEST_F(EngineTest, WantsAFile) {
  for (const auto* store : {"", "sqlite:", "sqlite::memory:", "mysql:parley", "parley.db"}) {
    EXPECT_NE(failure([&] { open_engine({.store = store}); }), "") << store;
  }
  EXPECT_NE(failure([&] { open_engine({.store = "sqlite:" + in_folder("no/such/folder/store.db")}); }), "");
  EXPECT_EQ(files(), Names{});
}

TEST_F(EngineTest, LeavesAStoreOfANewerVersionAlone) {
  make(store_, "Acme");
  Connection(store_, Access::write).execute("INSERT INTO schema_version (version) VALUES (4711)");
  const auto before = bytes_of(store_);
  const auto words = failure([&] { open_engine({.store = "sqlite:" + store_}); });
  EXPECT_NE(words.find("a newer parley"), std::string::npos) << words;
  EXPECT_EQ(bytes_of(store_), before);
}

TEST_F(EngineTest, DoesNotOpenWhatIsNoStore) {
  write(store_, std::string(10'000, 'x'));
  EXPECT_NE(failure([&] { open_engine({.store = "sqlite:" + store_}); }), "");
  EXPECT_EQ(bytes_of(store_), std::string(10'000, 'x'));
}

TEST_F(EngineTest, CopiesIntoAnyNameThatIsFree) {
  EXPECT_NE(failure([&] { backup(store_, copy_); }), "") << "there is none";
  make(store_, "Acme");
  for (const auto* name : {"copy.db", "a copy; of 'Acme''s' store.db", "%41?mode=memory"}) {
    backup(store_, in_folder(name));
    EXPECT_EQ(organization_in(in_folder(name)), "Acme") << name;
    EXPECT_NE(failure([&] { backup(store_, in_folder(name)); }), "") << "never over a file that is there";
  }
  EXPECT_NE(failure([&] { backup(store_, in_folder("no/such/folder/copy.db")); }), "");
}

TEST_F(EngineTest, PutsACopyInAnyPlaceAndLeavesItAsItWas) {
  make(store_, "Acme");
  backup(store_, copy_);
  const auto before = bytes_of(copy_);
  make(in_folder("other.db"), "Other");
  for (const auto* place : {"other.db", "new.db"}) {
    write(in_folder(place) + std::string(".restoring"), "left by one that broke off");
    restore(in_folder(place), copy_);
    EXPECT_EQ(organization_in(in_folder(place)), "Acme");
  }
  EXPECT_EQ(bytes_of(copy_), before);
  EXPECT_EQ(files(), (Names{"store.db", "copy.db", "other.db", "new.db"}));
}

// A store that cannot be opened any more is what copies are for.
TEST_F(EngineTest, PutsACopyInThePlaceOfADamagedStore) {
  make(store_, "Acme");
  backup(store_, copy_);
  const auto whole = bytes_of(store_);
  auto torn = whole;
  torn.replace(100, 8'000, 8'000, '\xff');
  for (const auto& damaged : {std::string(), std::string(10'000, 'x'), torn, whole.substr(0, 5'000)}) {
    write(store_, damaged);
    write(store_ + "-wal", std::string(500, 'x'));
    EXPECT_EQ(restoring(), "");
    EXPECT_EQ(organization_in(store_), "Acme");
  }
}

TEST_F(EngineTest, KeepsTheStoreWhereTheCopyIsNone) {
  make(store_, "Acme");
  const auto whole = bytes_of(store_);
  EXPECT_NE(restoring(), "") << "there is none";
  for (const auto& bytes : {std::string(), std::string(10'000, 'x'), whole.substr(0, 5'000)}) {
    write(copy_, bytes);
    EXPECT_NE(restoring(), "");
    EXPECT_EQ(organization_in(store_), "Acme");
    EXPECT_EQ(bytes_of(copy_), bytes);
  }
  fs::remove(copy_);
  backup(store_, copy_);
  Connection(copy_, Access::write).execute("INSERT INTO schema_version (version) VALUES (4711)");
  EXPECT_NE(restoring().find("a newer parley"), std::string::npos);
  EXPECT_EQ(organization_in(store_), "Acme");
  EXPECT_EQ(files(), (Names{"store.db", "copy.db"}));
}

TEST_F(EngineTest, PutsNothingInThePlaceOfAStoreThatIsOpen) {
  make(store_, "Acme");
  backup(store_, copy_);
  const auto engine = open_engine({.store = "sqlite:" + store_});
  const auto words = restoring();
  EXPECT_NE(words.find("is in use"), std::string::npos) << words;
  const auto store = engine->open(context_);
  EXPECT_EQ(wait(store->organizations()).size(), 1U);
}

}  // namespace
}  // namespace parley::sqlite
