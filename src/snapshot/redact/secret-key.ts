/** Names of flags, variables, headers and settings behind which a secret stands. */
const SECRET_KEY =
  /(?:^|[-_.])(?:pass|passwd|password|passphrase|pwd|secret|token|api-?_?key|access-?_?key|private-?_?key|credentials?|authorization|auth|cookie|signature|bearer|basic)(?:$|[-_.])|(?:password|passwd|secret|token|apikey|accesskey|privatekey|credentials?)$/i;

/** Words of kube-proxy that look like such a key and are none. */
const NO_SECRET = /^(?:serviceaccounttoken|auth-provider|certificate-authority.*)$/i;

/** Whether what follows this word, behind `=`, `:` or a space, is a secret. */
export function isSecretKey(word: string): boolean {
  return SECRET_KEY.test(word) && !NO_SECRET.test(word);
}
