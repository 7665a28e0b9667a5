#!/usr/bin/perl
# A content filter that stays: takes mail over SMTP, signs and encrypts it in process (Crypt::SMIME, which is OpenSSL's library),
# and gives it back over SMTP. As many processes as asked for serve one port.
#
#   filter.pl PORT BACK SIGNER.key SIGNER.pem RECIPIENT.pem PROCESSES
use strict;
use warnings;
use Crypt::SMIME;
use IO::Socket::INET;

my ($port, $back, $key_file, $signer_file, $recipient_file, $processes) = @ARGV;

sub content {
    my ($file) = @_;
    open my $in, '<', $file or die "cannot read $file: $!";
    local $/;
    return scalar <$in>;
}

my $door = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 128, ReuseAddr => 1)
    or die "cannot listen on $port: $!";
my @children;
for (1 .. $processes) {
    my $child = fork;
    die "cannot fork: $!" unless defined $child;
    if (!$child) {
        serve();
        exit 0;
    }
    push @children, $child;
}
$SIG{TERM} = sub { kill 'TERM', @children; exit 0 };
sleep 1 while 1;

sub serve {
    my $signer = Crypt::SMIME->new;
    $signer->setPrivateKey(content($key_file), content($signer_file));
    my $sealer = Crypt::SMIME->new;
    $sealer->setPublicKey(content($recipient_file));
    my $next;
    while (my $client = $door->accept) {
        $client->autoflush(1);
        print $client "220 filter\r\n";
        my ($from, @to);
        while (my $line = <$client>) {
            if ($line =~ /^MAIL FROM:(<[^>]*>)/i) {
                ($from, @to) = ($1);
                print $client "250 ok\r\n";
            } elsif ($line =~ /^RCPT TO:(<[^>]*>)/i) {
                push @to, $1;
                print $client "250 ok\r\n";
            } elsif ($line =~ /^DATA/i) {
                print $client "354 go on\r\n";
                my $mail = '';
                while (my $text = <$client>) {
                    last if $text eq ".\r\n";
                    $text =~ s/^\.//;
                    $mail .= $text;
                }
                my $sealed = eval { $sealer->encrypt($signer->sign($mail)) };
                my $taken = defined $sealed && eval { give($next //= connection(), $from, \@to, $sealed); 1 };
                undef $next unless $taken;
                print $client $taken ? "250 sealed\r\n" : "451 come again\r\n";
            } elsif ($line =~ /^QUIT/i) {
                print $client "221 bye\r\n";
                last;
            } else {
                print $client "250 ok\r\n";
            }
        }
        close $client;
    }
}

sub connection {
    my $next = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $back) or die "nobody takes it back: $!";
    $next->autoflush(1);
    answer($next);
    say_to($next, "EHLO filter\r\n");
    return $next;
}

sub answer {
    my ($next) = @_;
    my $line;
    do { $line = <$next> // die 'the connection is gone' } while $line =~ /^\d{3}-/;
    die $line unless $line =~ /^[23]/;
    return;
}

sub say_to {
    my ($next, $text) = @_;
    print $next $text;
    return answer($next);
}

sub give {
    my ($next, $from, $to, $mail) = @_;
    $mail =~ s/\r?\n/\r\n/g;
    $mail =~ s/^\./../mg;
    say_to($next, "MAIL FROM:$from\r\n");
    say_to($next, "RCPT TO:$_\r\n") for @$to;
    say_to($next, "DATA\r\n");
    return say_to($next, "$mail\r\n.\r\n");
}
