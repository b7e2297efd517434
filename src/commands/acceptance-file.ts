import {CORE_SCHEMA, load} from 'js-yaml';
import {findEntry} from '../catalogue/index.ts';
import type {AcceptedFailure} from '../check/index.ts';
import {UserError} from '../errors.ts';

const FIELDS = ['code', 'node', 'service', 'reason', 'expires'];

const EXAMPLE = '- {code: IPVS041, node: "edge-*", reason: the firewall closes them, expires: 2026-12-31}';

/**
 * The accepted failures in a file: a YAML list, or one under the key `accepted`. `path` names the file in errors. Throws
 * `UserError` for whatever is not understood: an acceptance that has no effect must not look as if it had one.
 */
export function readAcceptances(text: string, path: string): readonly AcceptedFailure[] {
  const document = parse(text, path);
  const list = isObject(document) && 'accepted' in document ? document.accepted : document;
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw invalid(path, 'it is not a list of accepted failures');
  return list.map((entry: unknown, index) => readAcceptance(entry, `${path}, entry ${index + 1}`));
}

function parse(text: string, path: string): unknown {
  try {
    return load(text, {schema: CORE_SCHEMA});
  } catch (cause) {
    const [why = ''] = (cause instanceof Error ? cause.message : '').split('\n');
    throw invalid(path, `it is not valid YAML${why === '' ? '' : `: ${why}`}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readAcceptance(json: unknown, where: string): AcceptedFailure {
  if (!isObject(json)) throw invalid(where, `it is not a record with ${FIELDS.join(', ')}`);
  const unknown = Object.keys(json).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw invalid(where, `it has an unknown field ${unknown}; known fields are ${FIELDS.join(', ')}`);
  return {
    code: readCode(json.code, where),
    nodes: readPatterns(json.node, `${where}, node`),
    services: readPatterns(json.service, `${where}, service`, 'NAMESPACE/NAME'),
    reason: readReason(json.reason, where),
    expires: readExpiry(json.expires, where),
  };
}

function readCode(json: unknown, where: string): string {
  const entry = typeof json === 'string' || typeof json === 'number' ? findEntry(String(json)) : undefined;
  if (entry) return entry.code;
  throw invalid(where, `code ${show(json)} is not a code of the catalogue`);
}

function readPatterns(json: unknown, where: string, shape = 'NAME'): readonly string[] {
  if (json === undefined || json === null) return [];
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  return list.map((pattern) => {
    const fits = typeof pattern === 'string' && pattern !== '' && (shape === 'NAME' || pattern.includes('/'));
    if (fits) return pattern;
    throw invalid(where, `${show(pattern)} is not a ${shape}, where * matches anything`);
  });
}

function readReason(json: unknown, where: string): string {
  if (typeof json === 'string' && json.trim() !== '') return json.trim();
  throw invalid(where, 'it has no reason: write why this is accepted');
}

function readExpiry(json: unknown, where: string): string | null {
  if (json === 'never') return null;
  if (typeof json === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(json)) {
    const date = new Date(`${json}T00:00:00Z`);
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(json)) return json;
  }
  throw invalid(where, `expires ${show(json)} is neither a day such as 2026-12-31 nor the word never`);
}

function show(json: unknown): string {
  return json === undefined ? 'is missing: it' : JSON.stringify(json);
}

function invalid(where: string, why: string): UserError {
  return new UserError({
    code: 'usage',
    message: `--accept ${where}: ${why}`,
    remedy: `write each as ${EXAMPLE}`,
  });
}
