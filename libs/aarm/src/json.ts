import { z } from 'zod';

/** A JSON scalar. */
export type Scalar = string | number | boolean | null;

/** Any JSON value, as RFC 8259 has it. */
export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = Readonly<Record<string, Json>>;

/** Accepts any JSON value; depth and size are bounded at the edge, before this runs. */
export const JsonSchema: z.ZodType<Json> = z.json();

/** Accepts any JSON object. */
export const JsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), JsonSchema);

/** A name that others look up: no control characters, which no index and no log could hold. */
export const nameSchema = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u);

/** RFC 3339 in UTC with milliseconds: `2026-11-22T10:15:30.123Z`. */
export const TimestampSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);

/** A SHA-256 digest in the form that receipts carry: `sha256:` and 64 lower-case hex digits. */
export const DigestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/u);
