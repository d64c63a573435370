import { createTheme } from '@mantine/core';

/** One accent, generous targets, the fonts of the machine: nothing is fetched from elsewhere. */
export const theme = createTheme({
  primaryColor: 'writ',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: { fontWeight: '650' },
  colors: {
    writ: ['#eef1ff', '#dde3ff', '#bcc7ff', '#a3b2ff', '#93a5ff', '#6d84f7', '#4c66ea', '#2f4bd8', '#263eb8', '#1c2f93'],
  },
});

/** The nonce that styles made by scripts need under the page's policy. */
export const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
