/** An audit log row as the Management API gives it. */
export type Log = {
  id: string;
  key: string;
  payload: {
    key: string;
    result: 'Success' | 'Error';
    error?: unknown;
    ip?: string;
    userAgent?: string | null;
    userId?: string;
    applicationId?: string;
    actor?: { type: string; userId?: string; applicationId?: string };
    requestId?: string;
    [more: string]: unknown;
  };
  createdAt: number;
};
