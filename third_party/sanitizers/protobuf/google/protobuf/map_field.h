// SPDX-License-Identifier: Apache-2.0

// Stands before protobuf's header of the same name. That one gives map fields
// two more members where thread sanitizer is on, but Debian's library was built
// without it: both must agree on how large a map field is.
// (No include guard: the header that follows has its own.)
#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")
