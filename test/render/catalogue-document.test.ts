import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {load} from 'js-yaml';
import {CATALOGUE} from '../../src/catalogue/index.ts';
import {catalogueDocument} from '../../src/render/index.ts';

test('the catalogue as JSON follows its schema, and YAML says the same', () => {
  const validate = new Ajv().compile(JSON.parse(readFileSync('schema/catalogue.schema.json', 'utf8')));
  const document = JSON.parse(catalogueDocument(CATALOGUE, 'json'));
  validate(document);
  expect(validate.errors).toBeNull();
  expect(document.entries).toHaveLength(CATALOGUE.length);
  expect(load(catalogueDocument(CATALOGUE, 'yaml'))).toEqual(document);
});
