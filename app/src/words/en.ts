// The shell's own words in English; the compiler sees to it that none is missing.

import { first } from "./en/first";
import { meeting } from "./en/meeting";
import { records } from "./en/records";
import { safety } from "./en/safety";
import { settings } from "./en/settings";
import { shell } from "./en/shell";
import type { Words } from "../words";

export const en: Words = { first, meeting, records, safety, settings, shell };
