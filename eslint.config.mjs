import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import ts from 'typescript-eslint';

/** The import rule (CONTRIBUTING.md): each folder with what it must not import, and the words that a breach is told with. */
const importRule =
  'The import rule: model → mail → outbox → host → extension.ts; webview sees protocol and model only.';
const zones = [
  { target: './src/model', from: './src', except: ['./model'] },
  { target: './src/protocol.ts', from: './src', except: ['./model', './protocol.ts'] },
  { target: './src/mail', from: './src', except: ['./model', './mail'] },
  { target: './src/outbox', from: './src', except: ['./model', './mail', './outbox'] },
  { target: './src/host', from: ['./src/extension.ts', './src/composition.ts'] },
  { target: './src/composition.ts', from: './src/extension.ts' },
  { target: './webview', from: './src', except: ['./model', './protocol.ts'] },
  { target: './src', from: './webview' },
  { target: './src', from: './test' },
  { target: './webview', from: './test' },
].map((zone) => ({ ...zone, message: importRule }));

const noVscode = {
  name: 'vscode',
  message: `Only src/host and src/extension.ts with its src/composition.ts import vscode. ${importRule}`,
};

const noNode = { group: ['node:*', 'node:**'], message: `Runs in a browser too: no node modules. ${importRule}` };

export default ts.config(
  { ignores: ['dist', 'out', 'node_modules', 'test/editor/node_modules', '.vscode-test'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json', './test/tsconfig.json'] },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // The editor's and the toolkit's classes are meant to be used by their shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/model/**', 'src/mail/**', 'src/outbox/**', 'src/protocol.ts', 'webview/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode] }] },
  },
  {
    files: ['src/model/**', 'src/protocol.ts', 'webview/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [noVscode],
          patterns: [noNode],
        },
      ],
    },
  },
  {
    files: ['webview/**'],
    ignores: ['webview/controls.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            noVscode,
            { name: '@vscode/webview-ui-toolkit', message: 'Only webview/controls.ts knows the component library.' },
          ],
          patterns: [noNode],
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // A test that meets undefined where it expects a value is to fail there and then.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } } },
);
