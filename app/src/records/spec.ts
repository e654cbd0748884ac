// How records declare themselves, looked up by kind, part and field.

import type { FieldSpec, KindSpec, PartSpec, Record as SenRecord, RecordField, RecordPart } from "../engine/types";

export function kindOf(specs: readonly KindSpec[], code: string): KindSpec | undefined {
  return specs.find((spec) => spec.code === code);
}

export function partOf(spec: KindSpec | undefined, name: string): PartSpec | undefined {
  return spec?.parts.find((part) => part.name === name);
}

export function headOf(spec: KindSpec | undefined): PartSpec | undefined {
  return spec?.parts.find((part) => part.form === "head");
}

export function fieldOf(part: PartSpec | undefined, name: string): FieldSpec | undefined {
  return part?.fields.find((field) => field.name === name);
}

// Whether only digits are typed into it.
export function isNumber(field: FieldSpec): boolean {
  return field.shape === "count" || field.shape === "money";
}

// The parts a person reads and writes; what the engine keeps for itself has a form of its own.
export function readable(spec: KindSpec | undefined): PartSpec[] {
  return (spec?.parts ?? []).filter((part) => ["head", "keyed", "entries", "text"].includes(part.form));
}

export function filledPart(record: SenRecord, name: string): RecordPart | undefined {
  return record.parts.find((part) => part.name === name);
}

// A field of the head as it is filled.
export function headField(record: SenRecord, spec: KindSpec | undefined, name: string): RecordField | undefined {
  const head = headOf(spec)?.name;
  return record.parts.find((part) => part.name === head)?.entries[0]?.fields.find((field) => field.name === name);
}

// Where a field stands, as the engine reads places.
export function placeOf(part: PartSpec, entry: string, field: string): string {
  return part.form === "head" ? field : `${part.name}/${entry}/${field}`;
}
