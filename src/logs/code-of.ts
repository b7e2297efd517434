import type {CatalogueCode, LogSignature} from '../catalogue/index.ts';

/** The catalogue entry that a signature is a sign of; undefined for none, and for what a healthy kube-proxy writes too. */
export function codeOf(signature: LogSignature | undefined): CatalogueCode | undefined {
  return signature === undefined || signature.routine ? undefined : signature.codes[0];
}
