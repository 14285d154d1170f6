/** Short messages in the corner: something was done, or something failed. */
import { notifications } from '@mantine/notifications';
import { currentLanguage } from './i18n/index.ts';

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'teal', autoClose: 3_000, withBorder: true });
};

export const notifyFailure = (failure: Error): void => {
  notifications.show({
    title: currentLanguage() === 'ja' ? 'うまくいきませんでした' : 'That did not work',
    message: failure.message,
    color: 'red',
    autoClose: 8_000,
    withBorder: true,
  });
};
