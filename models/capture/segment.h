// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>
#include <optional>
#include <vector>

namespace eventscope {

/// The files of a capture folder: `000001.ndjson`, its index `000001.idx`, `capture.json`, `.lock`,
/// `.losses`, `sums.json`.
/// `.keep` where limits are to remove nothing of it.
/// Segments are numbered without holes, from 1 or behind those that were retired; the number is 24
/// bits of EventRecord::place.
inline constexpr quint32 maxSegment = (1U << 24) - 1;

QString segmentPath(const QString &folder, quint32 segment);
QString indexPath(const QString &folder, quint32 segment);
/// "000003.ndjson", for sentences.
QString segmentName(quint32 segment);
/// The number of a segment file by its name; nothing for every other name.
std::optional<quint32> segmentOfName(const QString &fileName);
/// All segments of the folder, ascending.
std::vector<quint32> listSegments(const QString &folder);

/// The file that marks a capture of which limits remove nothing.
inline constexpr QLatin1StringView keepMarkName(".keep");

/// What the name of a file in a folder says about the folder.
enum class FolderContent { Empty, Capture, Segments, Other };
/// Capture: it has a capture.json. Segments: nothing but segment files; its capture.json was lost.
/// Other: not ours.
FolderContent folderContent(const QString &folder);

} // namespace eventscope
