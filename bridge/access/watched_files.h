// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_ACCESS_WATCHED_FILES_H_
#define BRIDGE_ACCESS_WATCHED_FILES_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace wampbridge::bridge {

// Files that are read again when they change: whoever is about to use what was
// read asks first. A file that was replaced has changed, also behind a symbolic
// link, as Kubernetes swaps mounted Secrets. Not thread-safe.
class WatchedFiles {
 public:
  // Asking the file system more often than this is of no use.
  static constexpr absl::Duration kPause = absl::Seconds(1);

  // Empty paths are left out.
  explicit WatchedFiles(std::vector<std::string> paths);

  // Whether any has changed since the last time that this said so, or since
  // the beginning. Looks at most once in kPause.
  bool Changed(absl::Time now);
  // The same at once.
  bool ChangedNow();

 private:
  // What tells one content from the next; all zero where there is no file.
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    int64_t modified = 0;  // nanoseconds

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  static Stamp StampOf(const std::string& path);
  std::vector<Stamp> Stamps() const;

  const std::vector<std::string> paths_;
  std::vector<Stamp> seen_;
  absl::Time next_ = absl::InfinitePast();
};

// The whole of a file; nullopt where it cannot be read.
std::optional<std::string> ReadWholeFile(const std::string& path);

}  // namespace wampbridge::bridge

#endif  // BRIDGE_ACCESS_WATCHED_FILES_H_
