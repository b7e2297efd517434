import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {parse} from '@swc/core';

/**
 * The messages of all errors in the sources, by code, as tables of message and remedy. They are found where an object has a
 * message and a remedy; what is put in at run time stands there in capitals.
 */
export async function errorMessages(root) {
  const found = new Map([...(await allCodes(root)), [REFUSED_POD, new Set()]]);
  const files = (await readdir(path.join(root, 'src'), {recursive: true}))
    .filter((file) => file.endsWith('.ts'))
    .sort();
  for (const file of files) {
    const module = await parse(await readFile(path.join(root, 'src', file), 'utf8'), {
      syntax: 'typescript',
      target: 'es2022',
    });
    for (const {code, message, remedy} of errorsIn(module))
      found.get(code)?.add(`| ${cell(message)} | ${cell(remedy)} |`);
  }
  return Object.fromEntries([...found].map(([code, rows]) => [code, table(rows)]));
}

/** Reasons for which the server refuses a debug pod: they are told of the node. */
const REFUSED_POD = 'refused-pod';

async function allCodes(root) {
  const text = await readFile(path.join(root, 'src/errors.ts'), 'utf8');
  const union = /export type ErrorCode =([^;]*);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => [code, new Set()]);
}

function table(rows) {
  if (rows.size === 0) return '\n';
  return `\n| message | what to do |\n|---|---|\n${[...rows].sort().join('\n')}\n\n`;
}

/** Constants of the file that is read now, by name. */
let constants = new Map();

function constantsOf(module) {
  const declared = module.body.flatMap((item) => (item.declaration ?? item).declarations ?? []);
  return new Map(
    declared
      .filter(
        ({init}) =>
          init?.type === 'StringLiteral' ||
          init?.type === 'NumericLiteral' ||
          init?.type === 'TemplateLiteral',
      )
      .map(({id, init}) => [id.value, init]),
  );
}

function* errorsIn(module) {
  constants = constantsOf(module);
  for (const {node, owner} of walk(module, undefined)) {
    if (node.type !== 'ObjectExpression') continue;
    const fields = fieldsOf(node);
    const message = fields.message ?? fields.what;
    if (!message || !fields.remedy) continue;
    const codes = codesOf(fields);
    const calls = message.type === 'Identifier' && owner ? callsOf(module, owner) : [undefined];
    for (const call of calls) {
      const fill = (expression) => texts(call ? argumentFor(expression, owner, call) : expression);
      for (const code of codes) yield* pairs(code, fill(message), fill(fields.remedy));
    }
  }
}

function codesOf({code, applies}) {
  if (code) return texts(code);
  return applies ? [REFUSED_POD] : [];
}

function* pairs(code, messages, remedies) {
  const unique = [...new Set(remedies)].filter(Boolean);
  if (messages.length === unique.length && messages.length > 1) {
    for (const [index, message] of messages.entries()) yield {code, message, remedy: unique[index]};
    return;
  }
  for (const message of messages) {
    if (/[a-z]/.test(message))
      yield {
        code,
        message,
        remedy: unique.filter((one) => /[a-z]/.test(one)).join('; or: ') || 'as the message says',
      };
  }
}

function* walk(node, owner) {
  if (Array.isArray(node)) {
    for (const one of node) yield* walk(one, owner);
    return;
  }
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') yield {node, owner};
  const inner = node.type === 'FunctionDeclaration' ? node : owner;
  for (const value of Object.values(node)) yield* walk(value, inner);
}

function fieldsOf({properties}) {
  const fields = {};
  for (const one of properties) {
    if (one.type === 'KeyValueProperty') fields[one.key.value] = one.value;
    if (one.type === 'Identifier') fields[one.value] = one;
  }
  return fields;
}

/** Calls of a function in its own file: of helpers that are handed the message. */
function callsOf(module, owner) {
  return [...walk(module, undefined)]
    .map(({node}) => node)
    .filter(({type, callee}) => type === 'CallExpression' && callee.value === owner.identifier.value);
}

function argumentFor(expression, owner, call) {
  if (expression.type !== 'Identifier') return expression;
  const index = owner.params.findIndex(({pat}) => (pat.left ?? pat).value === expression.value);
  return call.arguments[index]?.expression ?? owner.params[index]?.pat.right ?? expression;
}

/** What an expression may be as text; what is known at run time only, in capitals. */
function texts(expression) {
  switch (expression.type) {
    case 'StringLiteral':
      return [expression.value];
    case 'TemplateLiteral':
      return joined(
        expression.quasis.flatMap(({cooked}, index) => [[cooked], ...holes(expression.expressions[index])]),
      );
    case 'ConditionalExpression':
      return [...texts(expression.consequent), ...texts(expression.alternate)];
    case 'BinaryExpression':
      return binary(expression);
    case 'NumericLiteral':
      return [String(expression.value)];
    case 'Identifier':
      return constants.has(expression.value)
        ? texts(constants.get(expression.value))
        : [placeholder(expression)];
    case 'ParenthesisExpression':
    case 'TsAsExpression':
    case 'TsConstAssertion':
      return texts(expression.expression);
    default:
      return [placeholder(expression)];
  }
}

function binary({operator, left, right}) {
  if (operator === '+') return joined([texts(left), texts(right)]);
  if (operator === '??' || operator === '||') return texts(right);
  return ['…'];
}

function holes(expression) {
  return expression === undefined ? [] : [texts(expression)];
}

function joined(parts) {
  return parts.reduce((all, part) => all.flatMap((text) => part.map((more) => text + more)), ['']);
}

function placeholder({type, value, property}) {
  const name = type === 'MemberExpression' ? property.value : value;
  if (typeof name !== 'string') return '…';
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toUpperCase();
}

function cell(text) {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();
}
