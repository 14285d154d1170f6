import { Box, Text } from '@mantine/core';
import { useTexts } from '../i18n/index.ts';
import { shownImage } from './image-address.ts';
import classes from './sign-in-preview.module.css';
import { componentTexts } from './texts.ts';

type Props = { label: string; color: string; logo: string; dark: boolean };

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
const textOn = (color: string): string => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
};

/** A small picture of the sign-in page in the chosen colours; decoration, so hidden from screen readers. */
export const SignInPreview = ({ label, color, logo, dark }: Props) => {
  const t = useTexts(componentTexts);
  const image = shownImage(logo);
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      <Box className={classes.page} data-dark={dark || undefined} aria-hidden>
        <div className={classes.card}>
          {image ? (
            <img className={classes.logo} src={image} alt="" />
          ) : (
            <span className={classes.mark} style={{ background: color }} />
          )}
          <span className={classes.title}>{t.previewTitle}</span>
          <span className={classes.field}>{t.previewField}</span>
          <span className={classes.button} style={{ background: color, color: textOn(color) }}>
            {t.previewButton}
          </span>
        </div>
      </Box>
    </div>
  );
};
