import { useEffect } from 'react';

/**
 * Gives the focus back to what had it when this was mounted. For what stands in a dialog: many dialogs are closed by
 * taking them away, which leaves those who use a keyboard at the top of the page.
 */
export const useReturnedFocus = (): void => {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
};
