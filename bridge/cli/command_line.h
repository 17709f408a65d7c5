// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_CLI_COMMAND_LINE_H_
#define BRIDGE_CLI_COMMAND_LINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/cli/console.h"

namespace CLI {
class App;
}

namespace wampbridge::bridge {

// The commands of the program, one of which a command line names. Each lives
// in a file of its own and adds itself with one call:
//
//   void AddGreetCommand(CommandLine& commands) {
//     auto name = std::make_shared<std::string>();
//     CLI::App& app = commands.Add("greet", "Says hello.",
//         [name](Console& console) { … return kExitOk; });
//     app.add_option("NAME", *name, "Whom to greet.")->required();
//   }
//
// main.cc lists those functions, and nothing else knows all commands.
class CommandLine {
 public:
  using RunFunction = std::function<ExitStatus(Console& console)>;

  CommandLine();
  ~CommandLine();

  // Adds a command; the returned parser takes its options. What the options
  // write to must live as long as `run`.
  CLI::App& Add(const std::string& name, const std::string& description,
                RunFunction run);

  // Parses the arguments after the program's name and runs the command.
  // `--version` is the command `version`; `--help` goes to `out`; a mistake is
  // one line on `err` and kExitUsage.
  ExitStatus Run(const std::vector<std::string>& arguments, Console& console);

 private:
  struct Command {
    CLI::App* app;  // Owned by app_.
    RunFunction run;
  };

  std::string Names() const;  // "serve, dev, …"
  // What is wrong with the first argument, which names the command.
  std::optional<std::string> CommandMistake(
      const std::vector<std::string>& arguments) const;

  std::unique_ptr<CLI::App> app_;
  std::vector<Command> commands_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_CLI_COMMAND_LINE_H_
