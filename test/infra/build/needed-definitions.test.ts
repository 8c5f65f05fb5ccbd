import assert from 'node:assert/strict';
import { neededDefinitions } from '../../../infra/build/needed-definitions.ts';

const method = (requestType: string, responseType: string) => ({ requestType, responseType });
const message = (...types: string[]) => ({
  fields: Object.fromEntries(types.map((type, index) => [`field${index}`, { type, id: index }])),
});

/** Two services in one package, beside one that both use and one that describes protocols. */
const PROTOCOL = {
  options: { syntax: 'proto3' },
  nested: {
    letters: {
      nested: {
        v1: {
          options: { go_package: 'letters' },
          nested: {
            Post: { methods: { Send: method('Letter', 'common.Nothing') } },
            Archive: { methods: { Keep: method('Folder', 'Folder') } },
            Letter: {
              ...message('string', 'Stamp', 'Page'),
              nested: { Stamp: { values: { RED: 0 } }, Seal: message('string') },
            },
            Page: message('Letter', 'bytes'),
            Folder: message('Letter'),
          },
        },
      },
    },
    common: {
      nested: {
        Nothing: message(),
        note: { type: 'string', id: 1, extend: 'common.Options' },
        Options: message(),
      },
    },
  },
};

const kept = (service: string) => neededDefinitions(PROTOCOL, service);

describe('the definitions that a service needs', () => {
  it('are those named by its methods and their messages', () => {
    const { Post, Letter, Page } = PROTOCOL.nested.letters.nested.v1.nested;
    const { Seal: _, ...nested } = Letter.nested;
    assert.deepEqual(kept('letters.v1.Post'), {
      options: { syntax: 'proto3' },
      nested: {
        letters: {
          nested: {
            v1: {
              options: { go_package: 'letters' },
              nested: { Post, Letter: { ...Letter, nested }, Page },
            },
          },
        },
        common: { nested: { Nothing: PROTOCOL.nested.common.nested.Nothing } },
      },
    });
  });

  it('are an error if there is no such service', () => {
    assert.throws(() => kept('letters.v1.Courier'), /there is no letters\.v1\.Courier/);
  });
});
