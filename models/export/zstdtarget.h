// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exporttarget.h"

#include <vector>

struct ZSTD_CCtx_s;

namespace eventscope {

/// Compresses what goes to another target, as one frame with a checksum: a stream that `zstd -dc`
/// reads. On as many threads as make sense, with memory that does not grow. Used by one thread.
class ZstdTarget final : public ExportTarget
{
public:
    /// As fast as a disk, and a seventh of the size of usual events.
    static constexpr int level = 3;

    static Result<std::unique_ptr<ExportTarget>> over(std::unique_ptr<ExportTarget> target);

    Result<void> write(std::string_view bytes) override;
    Result<void> commit() override;
    quint64 bytes() const override { return m_target->bytes(); }

private:
    struct Free
    {
        void operator()(ZSTD_CCtx_s *context) const;
    };
    explicit ZstdTarget(std::unique_ptr<ExportTarget> target);
    Result<void> compress(std::string_view bytes, bool end);

    std::unique_ptr<ExportTarget> m_target;
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
    std::vector<char> m_out;
};

} // namespace eventscope
