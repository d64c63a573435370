import { createTheme } from '@mantine/core';

/** One accent, generous targets, the fonts of the machine: nothing is fetched from elsewhere. */
export const theme = createTheme({
  primaryColor: 'writ',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: { fontWeight: '650' },
  colors: {
    dark: ['#eceaf3', '#c9cad6', '#a7aab8', '#7d8092', '#3f4250', '#313440', '#22252f', '#191b24', '#13151c', '#101117'],
    writ: ['#eef1ff', '#dde3ff', '#bcc7ff', '#a3b2ff', '#93a5ff', '#6d84f7', '#4c66ea', '#2f4bd8', '#263eb8', '#1c2f93'],
  },
});

/** The nonce that styles made by scripts need under the page's policy. */
export const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
