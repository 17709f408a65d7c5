// SPDX-License-Identifier: Apache-2.0
#include "bridge/access/watched_files.h"

#include <fstream>
#include <iterator>
#include <utility>

namespace wampbridge::bridge {
namespace {

std::vector<std::string> WithoutEmpty(std::vector<std::string> paths) {
  std::erase(paths, "");
  return paths;
}

}  // namespace

WatchedFiles::WatchedFiles(std::vector<std::string> paths)
    : paths_(WithoutEmpty(std::move(paths))), seen_(Stamps()) {}

WatchedFiles::Stamp WatchedFiles::StampOf(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  constexpr int64_t kNanoseconds = 1000000000;
  return {found.st_dev, found.st_ino, found.st_size,
          found.st_mtim.tv_sec * kNanoseconds + found.st_mtim.tv_nsec};
}

std::vector<WatchedFiles::Stamp> WatchedFiles::Stamps() const {
  std::vector<Stamp> stamps;
  stamps.reserve(paths_.size());
  for (const std::string& path : paths_) stamps.push_back(StampOf(path));
  return stamps;
}

bool WatchedFiles::Changed(absl::Time now) {
  if (now < next_) return false;
  next_ = now + kPause;
  return ChangedNow();
}

bool WatchedFiles::ChangedNow() {
  std::vector<Stamp> stamps = Stamps();
  if (stamps == seen_) return false;
  seen_ = std::move(stamps);
  return true;
}

std::optional<std::string> ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  return text;
}

}  // namespace wampbridge::bridge
