// SPDX-License-Identifier: Apache-2.0
#include "auth/secret_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "gtest/gtest.h"

namespace wampbridge::auth {
namespace {

class SecretSourceTest : public testing::Test {
 protected:
  SecretSourceTest() : folder_(testing::TempDir() + "/secret-XXXXXX") {
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }

  std::string Write(const std::string& name, const std::string& text,
                    mode_t mode) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  absl::StatusOr<LoadedSecret> LoadVariable(const std::string& name) {
    return LoadSecret(EnvironmentVariable{name}, [this](const auto& asked) {
      const auto it = environment_.find(asked);
      return it == environment_.end() ? std::nullopt
                                      : std::optional(it->second);
    });
  }

  std::string folder_;
  std::map<std::string, std::string> environment_;
};

TEST_F(SecretSourceTest, VariableIsReadWithoutItsLineBreak) {
  environment_["A"] = "hunter2";
  environment_["B"] = " hunter2 \r\n";
  environment_["C"] = "hunter2\n\n";
  EXPECT_EQ(LoadVariable("A")->secret.Reveal(), "hunter2");
  EXPECT_EQ(LoadVariable("B")->secret.Reveal(), " hunter2 ");
  EXPECT_EQ(LoadVariable("C")->secret.Reveal(), "hunter2\n");
}

TEST_F(SecretSourceTest, MissingAndEmptyVariablesAreNamed) {
  environment_["EMPTY"] = "\n";
  EXPECT_EQ(LoadVariable("ORDERS_SECRET").status().message(),
            "environment variable ORDERS_SECRET is not set; put the secret "
            "into it");
  EXPECT_EQ(LoadVariable("EMPTY").status().message(),
            "environment variable EMPTY is empty; put the secret into it");
}

TEST_F(SecretSourceTest, FileIsReadWithoutItsLineBreak) {
  const auto loaded =
      LoadSecret(SecretFile{Write("s", "hunter2\n", S_IRUSR | S_IRGRP)});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->secret.Reveal(), "hunter2");
  EXPECT_EQ(loaded->warning, "");
}

TEST_F(SecretSourceTest, FileOpenToOthersIsRefusedWithARemedy) {
  for (const mode_t mode : {0644U, 0602U, 0601U}) {
    const std::string path = Write("s", "hunter2", mode);
    EXPECT_EQ(
        LoadSecret(SecretFile{path}).status().message(),
        "secret file " + path + " is open to every user; run chmod o= " + path);
  }
}

TEST_F(SecretSourceTest, MountedKubernetesSecretIsOnlyWarnedOf) {
  const std::string path = Write("s", "hunter2", 0644);
  ASSERT_EQ(symlink(".", (folder_ + "/..data").c_str()), 0);
  const auto loaded = LoadSecret(SecretFile{path});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->secret.Reveal(), "hunter2");
  EXPECT_EQ(loaded->warning,
            "secret file " + path +
                " is open to every user; mount it with mode 0440");
}

TEST_F(SecretSourceTest, WhatCannotBeASecretFileIsRefused) {
  const auto refusal = [](const std::string& path) {
    return std::string(LoadSecret(SecretFile{path}).status().message());
  };
  const std::string missing = folder_ + "/missing";
  EXPECT_EQ(refusal(missing), "secret file " + missing +
                                  " cannot be opened: No such file or "
                                  "directory");
  EXPECT_EQ(refusal(folder_),
            "secret file " + folder_ + " is not a regular file");
  const std::string empty = Write("empty", "\n", 0600);
  EXPECT_EQ(refusal(empty),
            "secret file " + empty + " is empty; write the secret into it");
  const std::string large = Write("large", std::string(65537, 'x'), 0600);
  EXPECT_EQ(refusal(large),
            "secret file " + large +
                " is larger than 64 KiB; it must hold the secret and nothing "
                "else");
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(refusal(fifo), "secret file " + fifo + " is not a regular file");
}

}  // namespace
}  // namespace wampbridge::auth
