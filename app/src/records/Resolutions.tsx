// The cell's resolutions.

import { useWords } from "../words";
import { KindList } from "./KindList";

export function Resolutions() {
  const t = useWords();
  return (
    <KindList
      kind="resolution"
      title={t.records.resolutions}
      back={{ to: "/tasks", label: t.records.tasks }}
      find={{ label: t.records.findResolution, few: t.records.findResolutionFew }}
      none={t.records.noResolutions}
      to={(line) => (line.about ? `/meetings/${line.about}/resolution` : `/records/${line.id}`)}
    >
      <p class="small">{t.records.resolutionFrom}</p>
    </KindList>
  );
}
