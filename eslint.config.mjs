import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import ts from 'typescript-eslint';
import { floors, settingsPage, webview } from './test/floors.mjs';

/** The import rule (CONTRIBUTING.md), made of the one list of floors and rooms, and the words for a breach. */
const importRule = `The import rule: ${[...Object.keys(floors), 'extension.ts'].join(' → ')}; webview sees protocol and model only.`;
const names = (list) => list.split(' ').filter((name) => name !== '');
const floorNames = Object.keys(floors);

/** Files at the root of a floor, which every room of it may import. */
const rootFiles = (folder) => readdirSync(folder).filter((name) => /\.(ts|css)$/.test(name));

/** A zone for each room: of its floor it imports itself, what stands to its left and the root files. */
const roomZones = (floor, rooms, isRootOpen = true) =>
  rooms.map((room, at) => ({
    target: `${floor}/${room}`,
    from: floor,
    except: [...rooms.slice(0, at + 1), ...(isRootOpen ? rootFiles(floor) : [])].map((name) => `./${name}`),
    message: `A room imports rooms to its left only: ${rooms.join(' ')}.`,
  }));

const zones = [
  ...floorNames.map((floor, at) => ({
    target: `./src/${floor}`,
    from: './src',
    except: [...floorNames.slice(0, at + 1), ...(['host', 'composition'].includes(floor) ? ['protocol'] : [])].map(
      (name) => `./${name}`,
    ),
    message: importRule,
  })),
  { target: './src/protocol', from: './src', except: ['./model', './protocol'], message: importRule },
  { target: './webview', from: './src', except: ['./model', './protocol'], message: importRule },
  { target: './src', from: './webview', message: importRule },
  { target: './src', from: './test', message: importRule },
  { target: './webview', from: './test', message: importRule },
  ...Object.entries(floors).flatMap(([floor, rooms]) => roomZones(`./src/${floor}`, names(rooms))),
  ...roomZones('./webview', names(webview)),
  ...roomZones('./webview/settings', names(settingsPage), false),
];

const noVscode = {
  name: 'vscode',
  message: `Only host, composition and extension.ts import vscode. ${importRule}`,
};

const noNode = { group: ['node:*', 'node:**'], message: `Runs in a browser too: no node modules. ${importRule}` };

/** Links in these are live, and some lead to commands. */
const linkedText = /^(?:withProgress|show(?:Information|Warning|Error)Message|showInputBox|createInputBox)$/;
const onlyNotice = 'VS Code makes live links of `[text](target)` in this; host/editor/notice.ts shows it without.';

export default ts.config(
  { ignores: ['dist', 'out', 'node_modules', 'test/editor/node_modules', 'test/windows/node_modules', '.vscode-test'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: {
      // One program: with the three that are compiled, most types were worked out three times.
      parserOptions: { project: './tsconfig.lint.json' },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
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
    files: ['src/**'],
    ignores: ['src/host/editor/notice.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['MemberExpression[property.name=@]', 'ObjectPattern > Property[key.name=@]', 'Literal[value=@]'].map(
          (selector) => ({ selector: selector.replace('@', String(linkedText)), message: onlyNotice }),
        ),
      ],
    },
  },
  {
    files: ['src/{model,system,mail,outbox,notify,protocol}/**', 'webview/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode] }] },
  },
  {
    files: ['src/{model,protocol}/**', 'webview/**'],
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
    ignores: ['webview/controls/controls.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            noVscode,
            {
              name: '@vscode/webview-ui-toolkit',
              message: 'Only webview/controls/controls.ts knows the component library.',
            },
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
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
