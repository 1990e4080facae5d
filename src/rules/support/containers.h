// SPDX-License-Identifier: Apache-2.0
// What rules on pod templates walk over, for every kind that has containers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::rules {

// Every container and init container of the templates, each once.
std::vector<const doc::Value*> EveryContainer(const flink::Resource& resource);

// Every volume of the templates, each once; of Spotify's job too.
std::vector<const doc::Value*> EveryVolume(const flink::Resource& resource);

// The lists of environment variables: of every container, and those that Spotify's kind keeps on
// the spec.
std::vector<const doc::Value*> EveryEnvironment(const flink::Resource& resource);

// Templates of a policy with {{namespace}} and {{name}} filled in. A snapshot may be called as the
// resource that it is of. What needs a name that the object does not have yet is left out.
std::vector<std::string> Filled(const flink::Subject& subject,
                                const std::vector<std::string>& templates);

// Whether a mesh puts a proxy beside the main container.
enum class Mesh { kNo, kYes, kUnknown };  // unknown: the labels of the namespace decide
// `place` becomes the line of the resource that asks for it, null when the namespace does.
Mesh MeshOf(const flink::Subject& subject, flink::RoleKind role, const doc::Value** place);

}  // namespace sluice::rules
