// The shell's own words in English; the compiler sees to it that none is missing.

import { meeting } from "./en/meeting";
import { records } from "./en/records";
import { shell } from "./en/shell";
import type { Words } from "../words";

export const en: Words = { shell, meeting, records };
