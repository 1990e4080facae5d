// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <iostream>

#include "app/commands.h"
#include "app/objects.h"
#include "sluice/report/config_view.h"

namespace sluice::app {

int RunConfig(const ConfigFlags& flags) {
  auto snapshot = LoadSnapshot(flags.policy, nullptr);
  if (!snapshot) return Fail(snapshot.error());
  const Input input = ReadInput({flags.path});
  for (const base::Error& error : input.problems) std::cerr << error.ToString() << "\n";
  const Objects objects(input, flags.namespace_name);
  std::deque<flink::Subject> subjects;  // views point at them
  std::vector<report::ConfigView> views;
  for (const InputObject& entry : input.objects) {
    if (!IsFlinkObject(*entry.object)) continue;
    subjects.push_back(flink::Understand(objects.QuestionOf(*entry.object), snapshot->Known()));
    views.push_back({entry.file, entry.document.get(), &subjects.back()});
  }
  const report::ConfigOptions options{
      .changed = flags.changed,
      .color = flags.format == "text" && flags.output.empty() && WantsColor()};
  const std::string text = flags.format == "json"   ? report::ConfigJson(views, options)
                           : flags.format == "yaml" ? report::ConfigYaml(views, options)
                                                    : report::ConfigText(views, options);
  const int written = views.empty() ? kExitFine : Write(text, flags.output);
  if (views.empty()) std::cerr << "sluice: no Flink object found; there is nothing to show.\n";
  if (!input.problems.empty() || views.empty()) return kExitUsage;
  return written;
}

}  // namespace sluice::app
