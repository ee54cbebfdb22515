<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/** Something is set up wrong on this host. The message is for the operator and holds no secret. */
final class Fault extends \RuntimeException
{
}
