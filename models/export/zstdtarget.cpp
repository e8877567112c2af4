// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/zstdtarget.h"

#include <algorithm>
#include <thread>
#include <zstd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned mostThreads = 4; // more of them than the disk or the formatting can feed

Error cannotCompress(size_t code)
{
    return {u"Cannot compress the export: %1"_s.arg(QString::fromUtf8(ZSTD_getErrorName(code)))};
}

} // namespace

void ZstdTarget::Free::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}

ZstdTarget::ZstdTarget(std::unique_ptr<ExportTarget> target)
    : m_target(std::move(target)), m_context(ZSTD_createCCtx()), m_out(ZSTD_CStreamOutSize())
{ }

Result<std::unique_ptr<ExportTarget>> ZstdTarget::over(std::unique_ptr<ExportTarget> target)
{
    std::unique_ptr<ZstdTarget> made(new ZstdTarget(std::move(target)));
    if (!made->m_context)
        return Error{u"Cannot compress the export: there is no memory for it"_s};
    for (const auto &[parameter, value] :
         {std::pair(ZSTD_c_compressionLevel, level), std::pair(ZSTD_c_checksumFlag, 1)}) {
        const size_t set = ZSTD_CCtx_setParameter(made->m_context.get(), parameter, value);
        if (ZSTD_isError(set))
            return cannotCompress(set);
    }
    // A library that was built without threads refuses, and compresses all the same.
    const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, mostThreads);
    ZSTD_CCtx_setParameter(made->m_context.get(), ZSTD_c_nbWorkers, int(threads));
    return std::unique_ptr<ExportTarget>(std::move(made));
}

Result<void> ZstdTarget::write(std::string_view bytes)
{
    return compress(bytes, false);
}

Result<void> ZstdTarget::commit()
{
    if (const Result<void> ended = compress({}, true); !ended)
        return ended;
    return m_target->commit();
}

Result<void> ZstdTarget::compress(std::string_view bytes, bool end)
{
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{m_out.data(), m_out.size(), 0};
        const size_t left =
            ZSTD_compressStream2(m_context.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return cannotCompress(left);
        if (out.pos > 0) {
            if (const Result<void> written = m_target->write({m_out.data(), out.pos}); !written)
                return written;
        }
        if (end ? left == 0 : in.pos == in.size)
            return {};
    }
}

} // namespace eventscope
