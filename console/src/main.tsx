import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api.ts';
import { App } from './app.tsx';
import { useLanguage } from './i18n/index.ts';
import { cssVariables, themeFor } from './theme.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id root.');

const Root = () => {
  const language = useLanguage();
  const theme = useMemo(() => themeFor(language), [language]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="top-right" containerWidth={360} />
        <App />
      </QueryClientProvider>
    </MantineProvider>
  );
};

createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
