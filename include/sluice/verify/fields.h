// SPDX-License-Identifier: Apache-2.0
// What may stand in a suite: the loader reads by these tables, and the JSON Schema that editors use
// is made from them (sluice schema Suite).
#pragma once

#include <array>
#include <string_view>

#include "sluice/doc/reader.h"
#include "sluice/policy/fields.h"

namespace sluice::verify {

using doc::Form;

inline constexpr std::string_view kApiVersion = "test.sluice.dev/v1alpha1";
inline constexpr std::string_view kSuiteKind = "Suite";
inline constexpr std::array<std::string_view, 5> kSeverityWords = {"critical", "high", "medium",
                                                                   "low", "info"};

inline constexpr std::array<std::string_view, 6> kLiftWords = {
    "exception", "no-worse", "unchanged", "delete", "break-glass", "ignored"};

inline constexpr doc::Field kUserFields[] = {
    {.name = "username", .description = "Who asks; none = \"verify\"."},
    {.name = "groups", .form = Form::kTexts, .description = "The groups of the user."},
};

inline constexpr doc::Field kAssertionFields[] = {
    {.name = "violations",
     .form = Form::kNamed,
     .description = "How many findings there are of those that the other fields describe: a "
                    "number, true (one or more) or false (none). None = true.",
     .ref = "violations"},
    {.name = "rule",
     .form = Form::kNamed,
     .description = "Only findings of this rule.",
     .ref = "rule"},
    {.name = "severity", .description = "Only findings of this severity.", .words = kSeverityWords},
    {.name = "action",
     .description = "Only findings with which the policy does this.",
     .words = policy::kActionWords},
    {.name = "lift",
     .description = "Only findings that are let pass for this reason: an exception, the ratchet "
                    "(no-worse, unchanged, delete), a broken glass, the object's own annotation.",
     .words = kLiftWords},
    {.name = "field", .description = "Only findings at this field, as a denial names it."},
    {.name = "message",
     .description = "A regular expression (RE2), found anywhere in the finding's line; beside "
                    "warnings in the warning, beside allowed alone in the denial."},
    {.name = "warnings",
     .form = Form::kNamed,
     .description = "How many warnings the answer carries: a number, true or false.",
     .ref = "violations"},
    {.name = "allowed", .form = Form::kBool, .description = "Whether the request is admitted."},
};

inline constexpr doc::Field kCaseFields[] = {
    {.name = "name", .description = "What the case shows.", .required = true},
    {.name = "object",
     .form = Form::kManifest,
     .description = "The object, or a whole AdmissionReview: a file, or the object itself."},
    {.name = "objectMerge",
     .form = Form::kAnyObject,
     .description = "A JSON merge patch (RFC 7386) on the object: null takes a field away."},
    {.name = "oldObject",
     .form = Form::kManifest,
     .description = "The object as it was, for an UPDATE or a DELETE."},
    {.name = "oldObjectMerge",
     .form = Form::kAnyObject,
     .description = "A JSON merge patch on oldObject."},
    {.name = "operation",
     .description = "None: UPDATE with both objects, DELETE with oldObject alone, else CREATE.",
     .words = policy::kOperationWords},
    {.name = "userInfo", .form = Form::kObject, .description = "Who asks.", .fields = kUserFields},
    {.name = "namespace",
     .description = "Namespace of the request; none = the object's, else \"default\"."},
    {.name = "related",
     .form = Form::kManifests,
     .description = "What else stands in the cluster, besides the test's own list."},
    {.name = "now",
     .description = "When the request comes (RFC 3339), over the test's own.",
     .pattern = policy::kMomentPattern},
    {.name = "allowed", .form = Form::kBool, .description = "Whether the request is admitted."},
    {.name = "patchedObject",
     .form = Form::kManifest,
     .description = "The object after the defaults, compared by meaning."},
    {.name = "assertions",
     .form = Form::kObjects,
     .description = "What must hold of the answer.",
     .fields = kAssertionFields},
};

inline constexpr doc::Field kTestFields[] = {
    {.name = "name", .description = "What is tested.", .required = true},
    {.name = "policies",
     .form = Form::kManifests,
     .description = "Files and folders of policies, or policies themselves."},
    {.name = "profile",
     .form = Form::kNamed,
     .description = "Instead of policies: one built-in profile for everything.",
     .ref = "profile"},
    {.name = "exceptions",
     .form = Form::kManifests,
     .description = "Files and folders of exceptions, or exceptions themselves."},
    {.name = "operatorConfig",
     .description = "The operator's default configuration: flink-conf.yaml, config.yaml, or the "
                    "ConfigMap that holds it."},
    {.name = "namespaces",
     .form = Form::kManifests,
     .description = "Namespace objects, for their labels."},
    {.name = "related",
     .form = Form::kManifests,
     .description = "What else stands in the cluster: session clusters, quotas, autoscalers. "
                    "None = unknown, as in the webhook."},
    {.name = "now",
     .description = "When the requests come (RFC 3339), for what expires; none = now.",
     .pattern = policy::kMomentPattern},
    {.name = "cases",
     .form = Form::kObjects,
     .description = "The requests.",
     .fields = kCaseFields,
     .required = true,
     .not_empty = true},
};

inline constexpr doc::Field kSuiteMetadataFields[] = {
    {.name = "name", .description = "Yours; not read."},
    {.name = "labels", .form = Form::kTextMap, .description = "Yours; not read."},
    {.name = "annotations", .form = Form::kTextMap, .description = "Yours; not read."},
};

inline constexpr doc::Field kSuiteFields[] = {
    {.name = "apiVersion", .words = {&kApiVersion, 1}, .required = true},
    {.name = "kind", .words = {&kSuiteKind, 1}, .required = true},
    {.name = "metadata", .form = Form::kObject, .fields = kSuiteMetadataFields},
    {.name = "tests",
     .form = Form::kObjects,
     .description = "Each with its own policies.",
     .fields = kTestFields,
     .required = true,
     .not_empty = true},
};

}  // namespace sluice::verify
