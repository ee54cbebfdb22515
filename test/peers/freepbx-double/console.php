<?php

// Just so much of Symfony's console that a command of a module runs.

namespace Symfony\Component\Console\Input {
    interface InputInterface
    {
        public function getArgument(string $name);
    }
    class InputArgument
    {
        public const IS_ARRAY = 4;
        public const OPTIONAL = 2;

        public function __construct($name, $mode = null, $description = '', $default = null)
        {
        }
    }
    class DoubleInput implements InputInterface
    {
        private $arguments;

        public function __construct(array $arguments)
        {
            $this->arguments = $arguments;
        }

        public function getArgument(string $name)
        {
            return $this->arguments;
        }
    }
}

namespace Symfony\Component\Console\Output {
    interface OutputInterface
    {
        public function writeln($text);
    }
    class DoubleOutput implements OutputInterface
    {
        public function writeln($text)
        {
            echo "$text\n";
        }
    }
}

namespace Symfony\Component\Console\Command {
    abstract class Command
    {
        public function __construct()
        {
            $this->configure();
        }

        public function setName($name)
        {
            return $this;
        }

        public function setDescription($text)
        {
            return $this;
        }

        public function setDefinition($definition)
        {
            return $this;
        }

        abstract protected function configure();
    }
}

namespace {
    class DoubleConsole
    {
        public static function run(array $arguments): int
        {
            [$command, $first, $second] = array_pad($arguments, 3, '');
            switch ($command) {
                case 'unlock': // Console/Unlock.class.php
                    session_id($first);
                    session_start();
                    if (!isset($_SESSION['AMP_user'])) {
                        $_SESSION['AMP_user'] = new ampuser('fwconsole');
                        $_SESSION['AMP_user']->setAdmin();
                    }
                    return 0;
                case 'ma':
                    return self::moduleAdmin($first, $second);
                case 'ringlock':
                    if (!in_array('ringlock', enabledModules(), true)) {
                        echo "There are no commands defined in the \"ringlock\" namespace.\n";
                        return 1;
                    }
                    require FreePBX::Config()->get('AMPWEBROOT') . '/admin/modules/ringlock/Console/Ringlock.class.php';
                    $method = new ReflectionMethod('FreePBX\Console\Command\Ringlock', 'execute');
                    $method->setAccessible(true);
                    return (int) $method->invoke(
                        new FreePBX\Console\Command\Ringlock(),
                        new Symfony\Component\Console\Input\DoubleInput(array_slice($arguments, 1)),
                        new Symfony\Component\Console\Output\DoubleOutput()
                    );
            }
            echo "fwconsole double: $command is not known\n";
            return 1;
        }

        /** Enables a module only if its install() went through. */
        private static function moduleAdmin(string $what, string $module): int
        {
            $database = FreePBX::Database();
            $xml = file_get_contents(FreePBX::Config()->get('AMPWEBROOT') . "/admin/modules/$module/module.xml");
            $row = $database->prepare('REPLACE INTO modules (modulename, version, enabled) VALUES (?, ?, ?)');
            try {
                if ($what === 'install') {
                    FreePBX::Ringlock()->install();
                    self::linkUcp($module);
                }
                if ($what === 'uninstall') {
                    FreePBX::Ringlock()->uninstall();
                    $database->prepare('DELETE FROM modules WHERE modulename = ?')->execute([$module]);
                    return 0;
                }
            } catch (\Throwable $fault) {
                echo get_class($fault) . ': ' . $fault->getMessage() . "\n";
                return 1;
            }
            $row->execute([$module, firstOf('version', $xml), $what === 'disable' ? 0 : 1]);
            return 0;
        }

        /** ucp Ucp.class.php:945 */
        private static function linkUcp(string $module): void
        {
            $modules = FreePBX::Config()->get('AMPWEBROOT') . '/admin/modules';
            $link = "$modules/ucp/htdocs/modules/" . ucfirst($module);
            if (!is_link($link)) {
                symlink("$modules/$module/ucp", $link);
            }
        }
    }
}
