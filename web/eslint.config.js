import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules'] },
  ...tseslint.configs.recommended,
  jsxA11y.flatConfigs.strict,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // what a page does must be testable, and usable, without the page
    files: ['src/client/**'],
    rules: {
      'no-restricted-imports': ['error', {
        paths: ['react', 'react-dom'].map((name) => ({ name, message: 'The client core knows no React.' })),
        patterns: ['../components/*', '../pages/*', '../texts'],
      }],
    },
  },
);
