import {parseLabelSelector} from '../../../src/model/index.ts';
import type {ApiObject} from './object-store.ts';
import {StatusError} from './status-error.ts';

/** Tells whether an object is meant by a request. */
export type Selection = (object: ApiObject) => boolean;

/** The selection of a request: its namespace, labelSelector and fieldSelector. */
export function selectionOf(namespace: string | undefined, query: URLSearchParams): Selection {
  const byLabels = labelsOf(query.get('labelSelector') ?? '');
  const byFields = fieldsOf(query.get('fieldSelector') ?? '');
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    byLabels(object) &&
    byFields(object);
}

function labelsOf(text: string): Selection {
  if (text === '') return () => true;
  const selector = parseLabelSelector(text);
  if (!selector) throw new StatusError(400, 'BadRequest', `unable to parse requirement: ${text}`);
  return (object) => selector(object.metadata.labels ?? {});
}

const FIELDS: Readonly<Record<string, (object: ApiObject) => unknown>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace,
  'spec.nodeName': (object) => object.spec?.nodeName ?? '',
  'status.phase': (object) => object.status?.phase ?? '',
};

function fieldsOf(text: string): Selection {
  const tests = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      const read = FIELDS[name];
      if (!read) throw new StatusError(400, 'BadRequest', `field label not supported: ${name || part}`);
      return (object: ApiObject) => (read(object) === value) === (operator !== '!=');
    });
  return (object) => tests.every((test) => test(object));
}
