/** Loads a driver. Where it is not installed, rejects with the fault, which names the package. */
export async function loadDriver<Driver>(
  name: string,
  load: () => Promise<Driver>,
  Fault: new (message: string, options: ErrorOptions) => Error,
): Promise<Driver> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new Fault(`the package ${name} is not installed: npm install ${name}`, { cause: error })
    }
    throw error
  }
}
