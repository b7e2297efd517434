/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TAG = /<(\/?)([a-z-]+)((?: [a-z-]+="[^"<]*")*) ?(\/?)>/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g;
const REFERENCE = /&(?:(amp|lt|gt|quot)|#(\d+));|&/g;

/** Reads the part of XML that a report needs, strictly. Throws where the text is not well formed. */
export function readXml(document: string): XmlElement {
  if (!document.startsWith(DECLARATION)) throw new Error('the declaration is missing');
  const root: OpenElement = {name: '', attributes: {}, children: [], text: ''};
  const open = [root];
  for (let at = DECLARATION.length; at < document.length; ) {
    const parent = open.at(-1);
    if (!parent) throw new Error('an end without a beginning');
    const tag = matchAt(TAG, document, at);
    const text = tag ? undefined : matchAt(TEXT, document, at);
    const found = tag ?? text;
    if (!found) throw new Error(`not well formed: ${document.slice(at, at + 80)}`);
    if (text) parent.text += decode(text[0]);
    if (tag) takeTag(tag, open, parent);
    at += found[0].length;
  }
  const [element] = root.children;
  if (open.length !== 1 || !element || root.children.length !== 1) throw new Error('not one whole element');
  return element;
}

function takeTag(
  [, end, name = '', attributeText = '', empty]: RegExpExecArray,
  open: OpenElement[],
  parent: OpenElement,
) {
  if (end) {
    if (parent.name !== name) throw new Error(`</${name}> ends ${parent.name}`);
    open.pop();
    return;
  }
  const attributes: Record<string, string> = {};
  for (const [, key = '', value = ''] of attributeText.matchAll(ATTRIBUTE)) {
    if (key in attributes) throw new Error(`attribute ${key} twice`);
    attributes[key] = decode(value);
  }
  const element = {name, attributes, children: [], text: ''};
  parent.children.push(element);
  if (!empty) open.push(element);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function decode(text: string): string {
  return text.replace(REFERENCE, (all, name: string | undefined, code: string | undefined) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    const known: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"'};
    const character = name === undefined ? undefined : known[name];
    if (character === undefined) throw new Error(`${all} is no reference`);
    return character;
  });
}
