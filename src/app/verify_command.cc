// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/input.h"
#include "app/operator_config.h"
#include "sluice/rulebook/all.h"
#include "sluice/verify/verify.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;

verify::Files RealFiles() {
  return {
      .read = [](const std::string& path) { return ReadText(path); },
      .read_policies = [](const std::string& path) -> base::Result<std::vector<policy::Source>> {
        std::error_code ignored;
        if (fs::is_directory(path, ignored)) return policy::ReadFolder(path);
        SLUICE_TRY(std::string text, ReadText(path));
        return std::vector<policy::Source>{{.file = path, .text = std::move(text)}};
      }};
}

// "dir/..." is how `go test` names a folder with all below it; here every folder is that.
std::string WithoutDots(std::string path) {
  if (path.ends_with("/...")) path.resize(path.size() - 4);
  return path;
}

// Folders of suites hold other manifests too, perhaps broken on purpose. A file that cannot be read
// matters when it was named, or when it speaks of suites.
bool Matters(const base::Error& problem, const std::vector<std::string>& paths) {
  if (std::find(paths.begin(), paths.end(), problem.file) != paths.end()) return true;
  const auto text = ReadText(problem.file);
  return !text || text->find("test.sluice.dev/") != std::string::npos;
}

class Runner {
 public:
  Runner(const VerifyFlags& flags, std::shared_ptr<const rulebook::Rulebook> rulebook)
      : options_{.run = flags.run, .now = std::chrono::system_clock::now()},
        rulebook_(std::move(rulebook)) {
    report_.wants_coverage = flags.coverage;
  }

  // The number of cases of this path that ran.
  std::size_t RunPath(const std::string& path) {
    const std::size_t before = report_.cases();
    const Input input = ReadInput({path});
    for (const base::Error& problem : input.problems) {
      if (Matters(problem, {path})) report_.errors.push_back(problem);
    }
    for (const InputObject& object : input.objects) {
      if (verify::IsSuite(*object.object)) RunSuite(object);
    }
    return report_.cases() - before;
  }

  [[nodiscard]] const verify::Report& report() const { return report_; }

 private:
  void RunSuite(const InputObject& object) {
    doc::Complaints complaints;
    const auto suite = verify::Load(*object.document, *object.object, object.file, *rulebook_,
                                    RealFiles(), complaints);
    report_.errors.insert(report_.errors.end(), complaints.errors.begin(), complaints.errors.end());
    if (suite != nullptr) verify::Run(*suite, rulebook_, options_, report_);
  }

  verify::Options options_;
  std::shared_ptr<const rulebook::Rulebook> rulebook_;
  verify::Report report_;
};

std::string Rendered(const verify::Report& report, const VerifyFlags& flags) {
  if (flags.format == "json") return verify::ToJson(report);
  if (flags.format == "junit") return verify::ToJunit(report);
  return verify::ToText(report, {.verbose = flags.verbose});
}

}  // namespace

int RunVerify(const VerifyFlags& flags) {
  const auto good = verify::CheckExpression(flags.run);
  if (!good) {
    std::cerr << "sluice: --run: " << good.error().message << "\n";
    return kExitUsage;
  }
  auto rulebook = rulebook::BuildShipped();
  if (!rulebook) return Fail(rulebook.error());
  Runner runner(flags, std::make_shared<const rulebook::Rulebook>(*std::move(rulebook)));
  bool empty_path = false;
  for (const std::string& path : flags.paths) {
    if (runner.RunPath(WithoutDots(path)) > 0) continue;
    empty_path = true;
    if (flags.require_tests) std::cerr << "sluice: no case of " << path << " ran.\n";
  }
  const verify::Report& report = runner.report();
  const int written = Write(Rendered(report, flags), flags.output);
  if (written != kExitFine) return written;
  if (report.broken() || (flags.require_tests && empty_path)) return kExitUsage;
  if (report.cases() == 0 && !flags.allow_empty) {
    std::cerr << "sluice: no case ran, so nothing was tested (--allow-empty accepts that).\n";
    return kExitUsage;
  }
  return report.failed() == 0 ? kExitFine : kExitFindings;
}

}  // namespace sluice::app
