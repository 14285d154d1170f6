/** Colours and defaults of the console. Text colours meet 4.5:1 on every surface in both schemes. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { componentTexts } from './components/texts.ts';
import type { Language } from './i18n/index.ts';

const iris: MantineColorsTuple = [
  '#f0f0fe',
  '#e1e1fb',
  '#c6c6f6',
  '#a9a9f0',
  '#8e8eea',
  '#7474e2',
  '#5b5bd6',
  '#4d4dc0',
  '#4141a6',
  '#35358a',
];

const dark: MantineColorsTuple = [
  '#e6e6f0',
  '#c3c4d4',
  '#a3a4b8',
  '#777892',
  '#3c3d52',
  '#303145',
  '#242536',
  '#1b1c29',
  '#14151f',
  '#0e0f17',
];

const base = createTheme({
  primaryColor: 'iris',
  primaryShade: 6,
  colors: { iris, dark },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  components: {
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
        // A dialog answered while it still slides in would leave its overlay over the page.
        transitionProps: { duration: 0 },
        styles: { title: { fontWeight: 650, fontSize: 17 } },
      },
    },
    // Without it the first item has the focus, and no element without a role stands in the menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Alert: { defaultProps: { variant: 'light' } },
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
  },
});

/** Components whose built-in words are needed in the reader's language. */
export const themeFor = (language: Language) =>
  createTheme({
    ...base,
    components: {
      ...base.components,
      CloseButton: { defaultProps: { 'aria-label': componentTexts[language].close } },
    },
  });

/** Fillings dark enough for white text; Mantine sets its own in both schemes, so both have to name them. */
const filled = {
  '--mantine-color-red-filled': '#d02c2c',
  '--mantine-color-red-filled-hover': '#b92525',
  '--mantine-color-teal-filled': '#087f5b',
  '--mantine-color-teal-filled-hover': '#066b4d',
};

/** What differs from Mantine's own variables: surfaces, and secondary text that stays readable. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...filled,
    '--genkan-page': '#f7f7fb',
    '--genkan-surface': '#ffffff',
    '--genkan-sunken': '#f3f3f8',
    '--genkan-line': '#e3e3ec',
    '--mantine-color-text': '#1d1d2b',
    '--mantine-color-dimmed': '#5c5d72',
    '--mantine-color-placeholder': '#6d6e83',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#4d4dc0',
    '--mantine-color-default-border': '#d3d3e0',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-red-outline': '#c92a2a',
    '--mantine-color-red-text': '#c92a2a',
    '--mantine-color-teal-light-color': '#06664f',
    '--mantine-color-yellow-light-color': '#7a4f00',
    '--mantine-color-orange-light-color': '#8a3b00',
    '--mantine-color-blue-light-color': '#1459a0',
    '--mantine-color-gray-light-color': '#4a4b5e',
    '--mantine-color-iris-light-color': '#4141a6',
  },
  dark: {
    ...filled,
    '--genkan-page': '#14151f',
    '--genkan-surface': '#1b1c29',
    '--genkan-sunken': '#171823',
    '--genkan-line': '#303145',
    '--mantine-color-text': '#e6e6f0',
    '--mantine-color-dimmed': '#a9aabd',
    '--mantine-color-placeholder': '#9495aa',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#a9a9f0',
    '--mantine-color-default-border': '#3c3d52',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--mantine-color-red-outline': '#ff8787',
    '--mantine-color-red-text': '#ff8787',
    '--mantine-color-teal-light-color': '#63e6be',
    '--mantine-color-yellow-light-color': '#ffd43b',
    '--mantine-color-orange-light-color': '#ffb366',
    '--mantine-color-blue-light-color': '#8cc5ff',
    '--mantine-color-gray-light-color': '#c3c4d4',
    '--mantine-color-iris-light-color': '#b9b9f5',
    '--mantine-color-iris-outline': '#a9a9f0',
    '--mantine-color-iris-light': 'rgba(124, 124, 232, 0.18)',
    '--mantine-color-iris-light-hover': 'rgba(124, 124, 232, 0.26)',
  },
});
