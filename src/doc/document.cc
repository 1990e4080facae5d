// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/document.h"

#include "doc/builder.h"

namespace sluice::doc {
namespace {

constexpr Value kNull{};

}  // namespace

Document::Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

const Value& Document::root() const { return impl_ == nullptr ? kNull : *impl_->root; }

Mark Document::MarkOf(const Value& value) const {
  return impl_ == nullptr ? Mark{} : impl_->MarkOf(value);
}

Document Subtree(const Document& document, const Value& value) {
  auto impl = std::make_shared<Builder::Impl>();
  impl->root = &value;
  if (Builder::ImplOf(document) != nullptr) impl->bases.push_back(Builder::ImplOf(document));
  return Builder::Make(std::move(impl));
}

}  // namespace sluice::doc
