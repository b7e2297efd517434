import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {compile} from 'json-schema-to-typescript';

const FOLDER = 'src/render/documents';

const OPTIONS = {
  // What a schema does not name no document has, although a later version may.
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  bannerComment: '// Generated from schema/ by `npm run generate`.',
  style: {bracketSpacing: false, printWidth: 110, singleQuote: true, trailingComma: 'all'},
};

/** The types of the JSON documents by the name of their file: what each schema says, as TypeScript. */
export async function documentTypes(root) {
  const files = readdirSync(path.join(root, 'schema')).filter((file) => file.endsWith('.schema.json'));
  const types = await Promise.all(
    files.map(async (file) => {
      const schema = JSON.parse(readFileSync(path.join(root, 'schema', file), 'utf8'));
      const name = path.basename(file, '.schema.json');
      const title = `${name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}Document`;
      const text = await compile({...schema, title}, title, OPTIONS);
      return [`${FOLDER}/${name}.ts`, text];
    }),
  );
  return Object.fromEntries(types);
}
