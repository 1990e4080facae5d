// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "sluice/k8s/review.h"

namespace sluice::k8s {
namespace {

constexpr std::size_t kUidBytes = 256;  // the API server sends 36

// Reads members of one JSON object; remembers the first complaint and goes on with empty values.
class Fields {
 public:
  Fields(const doc::Value& object, std::string_view path, std::string& complaint)
      : object_(object), path_(path), complaint_(complaint) {}

  std::string_view Text(std::string_view key, bool required) {
    const doc::Value* const value = Present(key);
    if (value == nullptr && !required) return {};
    if (value == nullptr || !value->IsString()) return Complain(key, "a string"), "";
    return value->text();
  }

  bool Flag(std::string_view key) {
    const doc::Value* const value = Present(key);
    if (value == nullptr) return false;
    if (!value->IsBool()) Complain(key, "true or false");
    return value->AsBool();
  }

  // Null when absent or JSON null.
  const doc::Value* Object(std::string_view key, bool required) {
    const doc::Value* const value = Present(key);
    if (value == nullptr && !required) return nullptr;
    if (value == nullptr || !value->IsObject()) return Complain(key, "an object"), nullptr;
    return value;
  }

  std::vector<std::string_view> Texts(std::string_view key) {
    std::vector<std::string_view> out;
    const doc::Value* const value = Present(key);
    if (value == nullptr) return out;
    if (!value->IsArray()) return Complain(key, "a list of strings"), out;
    out.reserve(value->items().size());
    for (const doc::Value& item : value->items()) {
      if (!item.IsString()) return Complain(key, "a list of strings"), out;
      out.push_back(item.text());
    }
    return out;
  }

 private:
  const doc::Value* Present(std::string_view key) {
    const doc::Value* const value = object_.Find(key);
    return value == nullptr || value->IsNull() ? nullptr : value;
  }

  void Complain(std::string_view key, std::string_view expected) {
    if (!complaint_.empty()) return;
    complaint_.append(path_).append(key).append(" must be ").append(expected).append(".");
  }

  const doc::Value& object_;
  std::string_view path_;
  std::string& complaint_;
};

std::optional<Operation> OperationOf(std::string_view text) {
  for (const Operation operation :
       {Operation::kCreate, Operation::kUpdate, Operation::kDelete, Operation::kConnect}) {
    if (text == ToString(operation)) return operation;
  }
  return std::nullopt;
}

void ReadNames(Fields& fields, AdmissionRequest& out, std::string& complaint) {
  if (const doc::Value* kind = fields.Object("kind", true)) {
    Fields parts(*kind, "request.kind.", complaint);
    out.kind = {parts.Text("group", true), parts.Text("version", true), parts.Text("kind", true)};
  }
  if (const doc::Value* resource = fields.Object("resource", true)) {
    Fields parts(*resource, "request.resource.", complaint);
    out.resource = {parts.Text("group", true), parts.Text("version", true),
                    parts.Text("resource", true)};
  }
  out.sub_resource = fields.Text("subResource", false);
  out.name = fields.Text("name", false);
  out.namespace_name = fields.Text("namespace", false);
}

void ReadUser(Fields& fields, AdmissionRequest& out, std::string& complaint) {
  const doc::Value* const user = fields.Object("userInfo", false);
  if (user == nullptr) return;
  Fields parts(*user, "request.userInfo.", complaint);
  out.user = {parts.Text("username", false), parts.Texts("groups")};
}

void ReadObjects(Fields& fields, AdmissionRequest& out, std::string& complaint) {
  const auto operation = OperationOf(fields.Text("operation", true));
  if (!operation && complaint.empty()) {
    complaint = "request.operation must be CREATE, UPDATE, DELETE or CONNECT.";
  }
  out.operation = operation.value_or(Operation::kConnect);
  const bool stores = out.operation == Operation::kCreate || out.operation == Operation::kUpdate;
  out.object = fields.Object("object", stores);
  out.old_object = fields.Object("oldObject", out.operation == Operation::kUpdate);
  out.dry_run = fields.Flag("dryRun");
}

// The namespace of the request is the authority; an object that names another is not what the API
// server would store.
bool NamespacesDiffer(const AdmissionRequest& request) {
  if (request.object == nullptr || request.namespace_name.empty()) return false;
  const doc::Value* const named = request.object->FindPath({"metadata", "namespace"});
  return named != nullptr && named->IsString() && !named->text().empty() &&
         named->text() != request.namespace_name;
}

tl::unexpected<ReviewError> Refuse(const AdmissionRequest& request, std::string message,
                                   bool by_user = false) {
  return tl::unexpected(
      ReviewError{.error = {.code = base::Code::kInvalid, .message = std::move(message)},
                  .uid = std::string(request.uid),
                  .api_version = std::string(request.api_version),
                  .by_user = by_user});
}

tl::unexpected<ReviewError> RefuseText(std::string_view body, doc::Refusal refusal) {
  ReviewError out{.error = std::move(refusal.error)};
  if (refusal.limit) {
    ReviewIdentity identity = PeekReview(body);
    out.uid = std::move(identity.uid);
    out.api_version = std::move(identity.api_version);
    out.by_user = !out.uid.empty();
  }
  return tl::unexpected(std::move(out));
}

bool IsKnownVersion(std::string_view api_version) {
  return api_version == "admission.k8s.io/v1" || api_version == "admission.k8s.io/v1beta1";
}

}  // namespace

std::string_view ToString(Operation operation) {
  switch (operation) {
    case Operation::kCreate:
      return "CREATE";
    case Operation::kUpdate:
      return "UPDATE";
    case Operation::kDelete:
      return "DELETE";
    case Operation::kConnect:
      return "CONNECT";
  }
  return "";
}

ReviewIdentity PeekReview(std::string_view body) {
  const std::array<std::vector<std::string_view>, 2> paths = {
      std::vector<std::string_view>{"request", "uid"}, std::vector<std::string_view>{"apiVersion"}};
  std::vector<std::string> found = doc::PeekStrings(body, paths);
  if (found[0].size() > kUidBytes || !IsKnownVersion(found[1])) return {};
  return {.uid = std::move(found[0]), .api_version = std::move(found[1])};
}

tl::expected<AdmissionRequest, ReviewError> DecodeReview(std::string_view body,
                                                         const doc::Limits& limits) {
  auto read = doc::ReadJson(body, {.limits = limits, .skip_bookkeeping = true});
  if (!read) return RefuseText(body, std::move(read).error());
  AdmissionRequest out;
  out.document = *std::move(read);
  const doc::Value& root = out.document.root();
  if (!root.IsObject()) return Refuse(out, "The body must be an AdmissionReview.");

  std::string complaint;
  Fields review(root, "", complaint);
  if (review.Text("kind", true) != "AdmissionReview" ||
      !IsKnownVersion(review.Text("apiVersion", true))) {
    return Refuse(out, "The body must be an AdmissionReview of admission.k8s.io/v1 or v1beta1.");
  }
  out.api_version = root.Find("apiVersion")->text();
  const doc::Value* const request = review.Object("request", true);
  if (request == nullptr) return Refuse(out, std::move(complaint));

  Fields fields(*request, "request.", complaint);
  const std::string_view uid = fields.Text("uid", true);
  if (uid.empty() || uid.size() > kUidBytes) {
    return Refuse(out, "request.uid must be a string of 1 to 256 bytes.");
  }
  out.uid = uid;
  ReadNames(fields, out, complaint);
  ReadUser(fields, out, complaint);
  ReadObjects(fields, out, complaint);
  if (!complaint.empty()) return Refuse(out, std::move(complaint));
  if (NamespacesDiffer(out)) {
    return Refuse(out, "metadata.namespace must be the namespace of the request.", true);
  }
  return out;
}

ResponseSubject SubjectOf(const AdmissionRequest& request) {
  return {.uid = request.uid,
          .api_version = request.api_version,
          .group = request.kind.group,
          .kind = request.kind.kind,
          .name = request.name};
}

}  // namespace sluice::k8s
