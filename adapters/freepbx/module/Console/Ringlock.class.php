<?php

namespace FreePBX\Console\Command;

require_once dirname(__DIR__) . '/src/autoload.php';

use Ringlock\Freepbx\Anchor;
use Ringlock\Freepbx\Doctor;
use Ringlock\Freepbx\Log;
use Ringlock\Freepbx\Place;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** `fwconsole ringlock doctor | status | off | on | anchor`: exit status 0 done, 1 refused or a fault found, 2 usage. */
class Ringlock extends Command
{
    protected function configure()
    {
        $this->setName('ringlock')
            ->setDescription('Second factor: doctor, status, off, on, anchor')
            ->setDefinition([new InputArgument('args', InputArgument::IS_ARRAY, 'doctor, status, off, on or anchor')]);
    }

    protected function execute(InputInterface $input, OutputInterface $output)
    {
        [$what, $how] = array_pad((array) $input->getArgument('args'), 2, '');
        switch ($what) {
            case 'doctor':
                return $this->doctor($output);
            case '':
            case 'status':
                return $this->status($output);
            case 'off':
                return $this->off($output);
            case 'on':
                @unlink(Place::offFile());
                return $this->status($output);
            case 'anchor':
                return $this->anchor($output, $how);
        }
        $output->writeln('fwconsole ringlock doctor | status | off | on | anchor [remove]');
        return 2;
    }

    private function doctor(OutputInterface $output): int
    {
        $hasFault = false;
        foreach ((new Doctor(\FreePBX::create()))->findings(true) as $finding) {
            $hasFault = $hasFault || $finding['state'] === 'fault';
            $output->writeln(str_pad($finding['state'], 8) . $finding['text']);
            if ($finding['do'] !== '') {
                $output->writeln(str_repeat(' ', 8) . $finding['do']);
            }
        }
        return $hasFault ? 1 : 0;
    }

    private function status(OutputInterface $output): int
    {
        $until = Place::offUntil();
        $output->writeln($until > 0
            ? 'Off until ' . date('H:i:s', $until) . ": passwords alone let in. 'fwconsole ringlock on' ends it."
            : 'On: a second factor is asked for.');
        $output->writeln((new Anchor(\FreePBX::create()))->isSet() ? 'The anchor is set.' : 'The anchor is not set.');
        return 0;
    }

    /** Root alone, as the file counts only when it is root's. */
    private function off(OutputInterface $output): int
    {
        $file = Place::offFile();
        @unlink($file);
        if (@file_put_contents($file, "The second factor is off since this file was written, for an hour.\n") === false || !@chmod($file, 0644)) {
            $output->writeln("$file cannot be written: run this as root.");
            return 1;
        }
        if (!Place::isOff()) {
            @unlink($file);
            $output->writeln("$file has to belong to root: run this as root.");
            return 1;
        }
        Log::note('switched off on the command line, for an hour');
        return $this->status($output);
    }

    private function anchor(OutputInterface $output, string $how): int
    {
        $anchor = new Anchor(\FreePBX::create());
        $isDone = $how === 'remove' ? $anchor->remove() : $anchor->set();
        if (!$isDone) {
            $output->writeln($anchor->file() . ' cannot be written: run this as root.');
            return 1;
        }
        $output->writeln($how === 'remove'
            ? "The line is gone from {$anchor->file()}: while the module is disabled or upgraded, passwords alone let in."
            : "{$anchor->file()} loads the gate now, also while the module is disabled or upgraded. 'fwconsole ringlock off' still opens it.");
        return 0;
    }
}
