#include "tools/plan_text.h"

#include <algorithm>
#include <cmath>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

using rdb::iec_bytes;
using rdb::thousands;

constexpr std::size_t kPatternShown = 41;

std::uint64_t whole(double value) {
  return value <= 0 ? 0 : static_cast<std::uint64_t>(std::llround(value));
}

std::string left(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

std::string right(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

// Shown bytes are ASCII or escaped before: counting bytes is near enough.
std::string shown(rdb::Bytes text, std::size_t width) {
  std::string all = rdb::escaped(text, width + 1);
  if (all.size() <= width) return all;
  all.resize(width - 2);
  return all + "..";
}

// "12.3 %"
std::string tenths(double share) {
  const auto tenth = static_cast<std::int64_t>(std::llround(share * 1000));
  const auto size = static_cast<std::uint64_t>(tenth < 0 ? -tenth : tenth);
  return (tenth < 0 ? "-" : "") + std::to_string(size / 10) + "." + std::to_string(size % 10) +
         " %";
}

std::string signed_bytes(double bytes) {
  return (bytes < 0 ? "-" : "") + iec_bytes(whole(std::abs(bytes)));
}

std::string one_decimal(double value) {
  const std::uint64_t tenth = whole(value * 10);
  return tenth >= 1000 ? thousands(tenth / 10)
                       : std::to_string(tenth / 10) + "." + std::to_string(tenth % 10);
}

std::string with_error(const rdb::Estimate& estimate) {
  const std::string value = thousands(whole(estimate.value));
  return estimate.error < 0.5 ? value : value + " ± " + thousands(whole(estimate.error));
}

std::string server_name(const rdb::Plan& plan) {
  const bool is_bundled = plan.profile.allocator.classes() == rdb::SizeClasses::quantum_8;
  return rdb::server_text(rdb::name_of(plan.profile), plan.server_match) +
         (is_bundled ? "" : " as Debian builds it");
}

double mean_fields(const rdb::PlanCandidate& candidate) {
  return candidate.hashes.value == 0 ? 0
                                     : static_cast<double>(candidate.keys) / candidate.hashes.value;
}

void add_line(std::string& out, const std::string& name, const std::string& text) {
  out += "  " + left(name, 15) + text + "\n";
}

void add_head(std::string& out, const rdb::Plan& plan) {
  out += rdb::escaped(plan.file, 4096) + ": " + thousands(plan.keys) + " keys, " +
         thousands(plan.strings) + " of them strings, in " + iec_bytes(plan.dump_bytes) + "\n" +
         "strings and tables take " + iec_bytes(plan.known_memory()) + " of memory in " +
         server_name(plan) + "\n";
}

void add_figures(std::string& out, const rdb::Plan& plan, const rdb::PlanCandidate& best) {
  const double before = static_cast<double>(plan.known_memory());
  const double after = before - best.saved();
  const auto table = static_cast<double>(best.tables_after);
  // The old table stays while hashes come, unless they make it grow.
  const double peak =
      before + best.memory_after.value + (best.tables_after > best.tables_before ? table : 0.0);
  std::string memory = iec_bytes(whole(before)) + " -> " + iec_bytes(whole(after));
  if (best.memory_after.error >= 1) memory += " ± " + iec_bytes(whole(best.memory_after.error));
  add_line(out, "memory", memory + "; " + iec_bytes(whole(peak)) + " while old and new keys stand");
  add_line(out, "dump file",
           iec_bytes(plan.dump_bytes) + " -> " +
               iec_bytes(whole(static_cast<double>(plan.dump_bytes) -
                               static_cast<double>(best.file_before) + best.file_after.value)) +
               " before LZF");
  add_line(
      out, "keys",
      thousands(plan.keys) + " -> " + thousands(plan.keys - best.keys + whole(best.hashes.value)));
  add_line(out, "hashes",
           with_error(best.hashes) + " with " + one_decimal(mean_fields(best)) +
               " fields each: half up to " + thousands(best.median_fields) + ", 99 % up to " +
               thousands(best.p99_fields));
  add_line(out, "largest",
           (best.is_exact ? "" : "at least ") + thousands(best.largest_fields) + " fields; " +
               with_error(best.hashtables) + " hashes above the listpack limits");
}

void add_expiries(std::string& out, const rdb::Plan& plan, const rdb::PlanCandidate& best) {
  if (plan.policy.group_ttl == rdb::GroupTtl::leave) return;
  std::string text = with_error(best.expiring_hashes) + " hashes expire";
  if (best.left.value >= 0.5) {
    text += "; " + with_error(best.left) + " keys stay flat, those of their hash disagree";
  }
  if (plan.expired != 0) text += "; " + thousands(plan.expired) + " strings had expired, stay flat";
  add_line(out, "expiries", text);
  if (plan.policy.group_ttl == rdb::GroupTtl::field) {
    out +=
        "  note: fields with an expiry need redis 7.4, valkey 9 or later (--target), and more\n"
        "  memory and file than this, which counts fields without\n";
  }
}

void add_caveats(std::string& out, const rdb::PlanShape& shape) {
  const std::uint64_t largest = shape.candidates[*shape.best].largest_fields;
  if (largest > rdb::kMostFieldsWorthIt) {
    out += "  note: the largest hash has " + thousands(largest) + " fields\n";
  }
  if (shape.also_matched == 0) return;
  out += "  note: the pattern also matches about " + thousands(shape.also_matched) +
         " keys of other shapes,\n  e.g. \"" + shown(shape.also_example, 60) + "\"\n";
}

void add_verdict(std::string& out, const rdb::Plan& plan, const PlanTextOptions& options) {
  if (!plan.best) {
    out += "\nNothing to regroup: ";
    if (plan.shapes.empty() || plan.shapes.front().reason.empty()) {
      out += "no strings whose names have parts.\n";
    } else {
      const rdb::PlanShape& shape = plan.shapes.front();
      out += "of \"" + shown(shape.shape.pattern, 40) + "\", " + shape.reason + ".\n";
    }
    return;
  }
  const rdb::PlanShape& shape = plan.shapes[*plan.best];
  const rdb::PlanCandidate& best = shape.candidates[*shape.best];
  out += "\nPull {" + best.field + "} out of " + thousands(best.keys) + " keys: saves " +
         iec_bytes(whole(best.saved())) + ", " +
         tenths(best.saved() / static_cast<double>(plan.known_memory())) + " of that memory.\n\n";
  out += "  " + plan_command(plan, shape, best, options) + "\n\n";
  add_figures(out, plan, best);
  add_expiries(out, plan, best);
  add_caveats(out, shape);
  if (!best.is_exact) {
    out += "  Hashes were sampled: ± is two standard errors, --exact counts them all.\n";
  }
  if (options.filtered) {
    out += "  note: figures are of the keys that were filtered, the command takes all keys\n";
  }
}

// The pattern of the best was told already; what saves most of the others comes first.
void add_others(std::string& out, const rdb::Plan& plan, const PlanTextOptions& options) {
  std::vector<const rdb::PlanShape*> others;
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    if (i != plan.best && plan.shapes[i].best) others.push_back(&plan.shapes[i]);
  }
  const auto saved = [](const rdb::PlanShape* shape) {
    return shape->candidates[*shape->best].saved();
  };
  std::stable_sort(others.begin(), others.end(),
                   [&](const auto* a, const auto* b) { return saved(a) > saved(b); });
  if (!others.empty()) out += "\nAlso worth it, each of what the one before has written:\n";
  PlanTextOptions step = options;
  std::size_t number = 1;
  for (const rdb::PlanShape* shape : others) {
    step.input = step.output;
    step.output = "regrouped-" + std::to_string(++number) + ".rdb";
    out += "\n  " + plan_command(plan, *shape, shape->candidates[*shape->best], step) +
           "\n  saves " + iec_bytes(whole(saved(shape))) + "\n";
    add_caveats(out, *shape);
  }
}

void add_candidate(std::string& out, const rdb::Plan& plan, const rdb::PlanCandidate& candidate) {
  std::string row =
      "  " + left(shown(candidate.field, 12), 13) + right(thousands(whole(candidate.values)), 10);
  if (!candidate.refusal.empty()) {
    out += row + "  " + shown(candidate.refusal, 54) + "\n";
    return;
  }
  const double share = candidate.keys == 0 ? 0
                                           : candidate.fields_in_hashtables.value /
                                                 static_cast<double>(candidate.keys);
  row += right(thousands(whole(candidate.hashes.value)), 12) +
         right(one_decimal(mean_fields(candidate)), 7) +
         right(thousands(candidate.largest_fields), 10) + right(tenths(share), 8) +
         right(signed_bytes(candidate.saved()), 10) +
         right(tenths(candidate.saved() / static_cast<double>(plan.known_memory())), 9);
  out += row + "\n";
}

void add_candidates(std::string& out, const rdb::Plan& plan) {
  std::size_t at = plan.shapes.size();
  if (plan.best) at = *plan.best;
  for (std::size_t i = 0; i < plan.shapes.size() && at == plan.shapes.size(); ++i) {
    if (!plan.shapes[i].candidates.empty()) at = i;
  }
  if (at == plan.shapes.size()) return;
  const rdb::PlanShape& shape = plan.shapes[at];
  out += "\nParts of " + shown(shape.shape.pattern, 70) + "\n";
  out += "  field          values      hashes fields   largest  tables     saves    share\n";
  std::vector<const rdb::PlanCandidate*> order;
  for (const rdb::PlanCandidate& candidate : shape.candidates) order.push_back(&candidate);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    if (a->refusal.empty() != b->refusal.empty()) return a->refusal.empty();
    return a->saved() > b->saved();
  });
  for (const rdb::PlanCandidate* candidate : order) add_candidate(out, plan, *candidate);
}

std::string kind_of(const rdb::PlanShape& shape) {
  std::string kind(rdb::name_of(shape.shape.type));
  if (shape.shape.type == rdb::ObjectType::string && shape.integers == shape.shape.keys &&
      shape.shape.keys != 0) {
    kind = "integer";
  }
  return shape.shape.has_expiry ? kind + ", TTL" : kind;
}

void add_shapes(std::string& out, const rdb::Plan& plan, const PlanTextOptions& options) {
  if (plan.is_rule || plan.shapes.empty()) return;
  out += "\n" + left("Shapes", kPatternShown + 2) + right("keys", 12) + "  type         advice\n";
  const std::size_t rows = std::min(options.limit, plan.shapes.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const rdb::PlanShape& shape = plan.shapes[i];
    const std::string advice = shape.best ? "{" + shape.candidates[*shape.best].field + "}" : "-";
    out += "  " + left(shown(shape.shape.pattern, kPatternShown), kPatternShown) +
           right(thousands(shape.shape.keys), 12) + "  " + left(kind_of(shape), 13) + advice + "\n";
  }
  std::uint64_t rest = plan.unshaped;
  for (std::size_t i = rows; i < plan.shapes.size(); ++i) rest += plan.shapes[i].shape.keys;
  if (rest != 0) {
    out += "  " +
           left("(" + thousands(plan.shapes.size() - rows) + " more shapes and others)",
                kPatternShown) +
           right(thousands(rest), 12) + "\n";
  }
}

}  // namespace

std::string plan_text(const rdb::Plan& plan, const PlanTextOptions& options) {
  std::string out;
  add_head(out, plan);
  add_verdict(out, plan, options);
  add_others(out, plan, options);
  add_candidates(out, plan);
  add_shapes(out, plan, options);
  return out;
}

}  // namespace rdbmill
