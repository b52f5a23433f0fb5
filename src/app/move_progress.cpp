#include "app/move_progress.h"

#include "app/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace parley::app {
namespace {

using namespace std::chrono_literals;

constexpr auto between_bars = 200ms;
constexpr auto between_lines = 10s;
constexpr int bar_length = 24;

// 1234567 as 1,234,567.
std::string spell(std::int64_t number) {
  auto text = std::to_string(number);
  for (auto at = std::ssize(text) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

std::string spell_left(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole >= 3'600) return fmt::format("{}:{:02}:{:02}", whole / 3'600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string bar_of(const MoveProgress& progress, double seconds) {
  const auto of = std::max<std::int64_t>({progress.of, progress.rows, 1});
  const auto share = static_cast<double>(progress.rows) / static_cast<double>(of);
  const auto filled = static_cast<std::size_t>(share * bar_length);
  const auto each_second = static_cast<double>(progress.rows) / std::max(seconds, 0.001);
  const auto left = each_second > 0 ? static_cast<double>(of - progress.rows) / each_second : 0;
  return fmt::format("[{:{}}] {:3.0f} %  pass {}  {}  {} rows/s  {} left", std::string(filled, '='),
                     bar_length, share * 100, progress.pass, progress.table,
                     spell(static_cast<std::int64_t>(each_second)), spell_left(left));
}

void MoveView::show(const MoveProgress& progress) {
  if (progress.pass == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (progress.pass != pass_) began_ = shown_ = now;
  pass_ = progress.pass;
  const auto pause =
      is_terminal_ ? std::chrono::milliseconds(between_bars) : std::chrono::milliseconds(between_lines);
  if (now - shown_ < pause) return;
  shown_ = now;
  const auto words = bar_of(progress, std::chrono::duration<double>(now - began_).count());
  if (!is_terminal_) return note(words);
  std::fprintf(stderr, "\r\x1b[K%s", words.c_str());
  std::fflush(stderr);
  has_bar_ = true;
}

void MoveView::clear_bar() {
  if (has_bar_) std::fprintf(stderr, "\r\x1b[K");
  has_bar_ = false;
}

void MoveView::show(const MovePass& pass) {
  clear_bar();
  note(fmt::format("pass {}: {} rows in {:.1f} s, {} written, {} removed{}", pass.pass, spell(pass.rows),
                   std::chrono::duration<double>(pass.took).count(), spell(pass.written), spell(pass.removed),
                   pass.is_held ? "; the source stood still" : ""));
}

}  // namespace parley::app
