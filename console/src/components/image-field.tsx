/** The address of an image, typed or got by uploading one, with a look at it. */
import { Box, Button, FileButton, Group, Input, TextInput } from '@mantine/core';
import { IconPhoto, IconUpload } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { upload } from '../api.ts';
import { useTexts } from '../i18n/index.ts';
import { keepCopy, shownImage } from './image-address.ts';
import classes from './image-field.module.css';
import { componentTexts } from './texts.ts';

/** What the server takes; it tells by the content, this only narrows the file dialog. */
const accepted = 'image/png,image/jpeg,image/gif,image/webp,image/x-icon';

const dataAddressOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

const useUpload = (onChange: (address: string) => void) => {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    setFailure(null);
    try {
      const [{ url }, copy] = await Promise.all([upload('POST /api/user-assets', file), dataAddressOf(file)]);
      keepCopy(url, copy);
      onChange(url);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, send, forget: () => setFailure(null) };
};

type Props = {
  label: string;
  description?: string;
  /** Shown on a dark ground. */
  dark?: boolean;
  value?: string;
  onChange: (address: string) => void;
  error?: ReactNode;
  disabled?: boolean;
};

export const ImageField = ({
  label,
  description,
  dark = false,
  value = '',
  onChange,
  error,
  disabled,
}: Props) => {
  const t = useTexts(componentTexts);
  const id = useId();
  const { busy, failure, send, forget } = useUpload(onChange);
  const image = shownImage(value);
  return (
    <Input.Wrapper
      label={label}
      labelProps={{ htmlFor: id }}
      description={description}
      error={error ?? failure}
      errorProps={{ role: 'alert' }}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      <Group gap="xs" mt={6}>
        <Group gap="xs" wrap="nowrap" style={{ flex: '1 1 220px' }}>
          <Box className={classes.frame} data-dark={dark || undefined} aria-hidden>
            {image ? <img className={classes.image} src={image} alt="" /> : <IconPhoto size={18} />}
          </Box>
          <TextInput
            id={id}
            style={{ flex: 1 }}
            miw={0}
            placeholder="https://"
            spellCheck={false}
            autoComplete="off"
            maxLength={2048}
            value={value}
            error={Boolean(error ?? failure)}
            disabled={disabled}
            onChange={(event) => {
              forget();
              onChange(event.currentTarget.value);
            }}
          />
        </Group>
        <FileButton accept={accepted} onChange={(file) => void send(file)} disabled={disabled}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={busy}
              leftSection={<IconUpload size={16} aria-hidden />}
              aria-label={t.uploadNamed(label)}
            >
              {t.upload}
            </Button>
          )}
        </FileButton>
      </Group>
    </Input.Wrapper>
  );
};
