import type {CatalogueCode, LogLevel, LogSignature} from '../catalogue-entry.ts';

interface SignatureDetails {
  readonly level: LogLevel;
  readonly verbosity?: number;
  readonly versions?: string;
  readonly routine?: boolean;
  readonly meaning: string;
  readonly codes?: readonly CatalogueCode[];
}

/** The signature of a klog message. Unless told otherwise it is always logged, by 1.30 and by 1.36, and normal. */
export function klogSignature(message: string, source: string, details: SignatureDetails): LogSignature {
  return {
    message,
    parts: [message],
    where: 'message',
    source,
    verbosity: 0,
    versions: 'both',
    routine: false,
    codes: [],
    ...details,
  };
}

/** The signature of a text found anywhere in a line: literal parts in their order. */
export function textSignature(parts: readonly string[], details: SignatureDetails): LogSignature {
  const message = parts.join('…');
  return {
    message,
    parts,
    where: 'error-text',
    source: '',
    verbosity: 0,
    versions: 'both',
    routine: false,
    codes: [],
    ...details,
  };
}
