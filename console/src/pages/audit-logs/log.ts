/** An audit log row as the Management API gives it. */
export type Log = {
  id: string;
  key: string;
  payload: {
    key: string;
    result: 'Success' | 'Error';
    error?: unknown;
    ip?: string;
    userAgent?: string;
    userId?: string;
    applicationId?: string;
    sessionId?: string;
    [more: string]: unknown;
  };
  createdAt: number;
};
